using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>What a flow says, in words: for its record.</summary>
internal sealed class FlowWords(AccessQueries names)
{
    private const string Everybody = "Everybody with access.request";

    /// <summary>A flow as it stands, in the form it is edited in.</summary>
    public static FlowDraft Draft(AccessFlow flow, IReadOnlyList<AccessFlowParty> parties, IReadOnlyList<AccessFlowGrant> grants) => new(
        flow.Name, flow.IsForEverybody, [.. Of(parties, FlowPart.Requester)], [.. grants.Select(g => new FlowGrant(g.RoleId, g.NodeId, g.Below))],
        flow.IsAutomatic, [.. Of(parties, FlowPart.Approver)], flow.MaxHours, flow.ReasonRequired, flow.UpdatedAt);

    public async Task<IReadOnlyDictionary<string, string>> OfAsync(DashboardDbContext db, Guid accountId, FlowDraft draft, CancellationToken ct)
    {
        var named = await NamesAsync(db, [.. draft.Requesters, .. draft.Approvers], ct);
        var places = await names.NamesAsync(accountId, [.. draft.Grants.Select(g => (g.RoleId, g.NodeId))], ct);
        var offers = draft.Grants.Where(g => places.ContainsKey((g.RoleId, g.NodeId)))
            .Select(g => $"{Place(places[(g.RoleId, g.NodeId)])}{(g.Below ? " or below" : "")}");
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [AccessRequestErrors.NameField] = draft.CleanName,
            [AccessRequestErrors.RequestersField] = draft.IsForEverybody ? Everybody : Join(draft.Requesters.Select(s => named.GetValueOrDefault(s.Id, "somebody deleted"))),
            [AccessRequestErrors.GrantsField] = Join(offers),
            [AccessRequestErrors.ApproversField] = draft.IsAutomatic ? "Nobody: granted at once" : Join(draft.Approvers.Select(s => named.GetValueOrDefault(s.Id, "somebody deleted"))),
            ["max_duration"] = Durations.Text(draft.MaxHours),
            ["reason_required"] = draft.ReasonRequired ? "yes" : "no",
        };
    }

    /// <param name="before">Null for a new flow.</param>
    public static Changes ChangesOf(IReadOnlyDictionary<string, string>? before, IReadOnlyDictionary<string, string> after) =>
        after.Aggregate(new Changes(), (changes, field) => changes.Set(field.Key, before?.GetValueOrDefault(field.Key), field.Value));

    /// <summary>Names of people and groups by id, in two statements.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(DashboardDbContext db, IReadOnlyCollection<Subject> subjects, CancellationToken ct)
    {
        var people = subjects.Where(s => !s.IsGroup).Select(s => s.Id).Distinct().ToList();
        var groups = subjects.Where(s => s.IsGroup).Select(s => s.Id).Distinct().ToList();
        var found = await db.Identities.Where(i => people.Contains(i.Id)).Select(i => new { i.Id, Name = (i.FirstName + " " + i.LastName).Trim() }).ToDictionaryAsync(i => i.Id, i => i.Name, ct);
        foreach (var group in await db.Groups.Where(g => groups.Contains(g.Id)).Select(g => new { g.Id, g.Name }).ToListAsync(ct)) found[group.Id] = group.Name;
        return found;
    }

    public static string Place(RoleAtNode grant) => $"{grant.RoleName} at {grant.NodePath}";

    private static IEnumerable<Subject> Of(IReadOnlyList<AccessFlowParty> parties, FlowPart part) =>
        parties.Where(p => p.Part == part).Select(p => p.GroupId is { } group ? Subject.Group(group) : Subject.Person(p.IdentityId!.Value));

    private static string Join(IEnumerable<string> words) => string.Join(", ", words.Order(StringComparer.OrdinalIgnoreCase));
}
