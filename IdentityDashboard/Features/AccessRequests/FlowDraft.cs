using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.AccessRequests;

/// <param name="Below">Also at any single node below it.</param>
public sealed record FlowGrant(Guid RoleId, Guid NodeId, bool Below);

/// <summary>A flow as somebody wants it.</summary>
/// <param name="Requesters">Who may request, besides everybody when <paramref name="IsForEverybody"/>.</param>
/// <param name="SeenAt">When the flow that was edited had been saved; null for a new one.</param>
public sealed record FlowDraft(
    string? Name, bool IsForEverybody, IReadOnlyList<Subject> Requesters, IReadOnlyList<FlowGrant> Grants, bool IsAutomatic, IReadOnlyList<Subject> Approvers,
    int MaxHours, bool ReasonRequired, DateTimeOffset? SeenAt = null)
{
    public const int MaxGrants = 50;
    public const int MaxParties = 200;

    internal string CleanName => PersonName.Clean(Name ?? "");

    /// <summary>What can be said without looking anything up.</summary>
    internal Error? Problem()
    {
        var found = new FieldErrors();
        var name = CleanName;
        if (name.Length == 0) found.Add(AccessRequestErrors.NameField, "Enter a name, such as Release access.");
        if (name.Length > AccessFlow.MaxNameLength) found.Add(AccessRequestErrors.NameField, $"A name can have {AccessFlow.MaxNameLength} characters; this has {name.Length}.");
        if (!IsForEverybody && Requesters.Count == 0) found.Add(AccessRequestErrors.RequestersField, "Choose who may request: people, groups, or everybody.");
        if (!IsAutomatic && Approvers.Count == 0) found.Add(AccessRequestErrors.ApproversField, "Choose who decides, or let requests be granted at once.");
        if (Requesters.Count > MaxParties) found.Add(AccessRequestErrors.RequestersField, $"A flow can name {MaxParties} requesters. Put them into a group and choose that.");
        if (Approvers.Count > MaxParties) found.Add(AccessRequestErrors.ApproversField, $"A flow can name {MaxParties} approvers. Put them into a group and choose that.");
        if (Grants.Count == 0) found.Add(AccessRequestErrors.GrantsField, "Add at least one role at a node.");
        if (Grants.Count > MaxGrants) found.Add(AccessRequestErrors.GrantsField, $"A flow can offer {MaxGrants} roles. Make a second flow for the others.");
        if (MaxHours is < Durations.Shortest or > Durations.Longest) found.Add(AccessRequestErrors.TooLong(Durations.Longest));
        return found.Any ? found.ToError() : null;
    }

    /// <summary>Whether all who are named belong to the account; in two statements, however many.</summary>
    internal async Task<bool> AreAllHereAsync(DashboardDbContext db, Guid accountId, CancellationToken ct)
    {
        var named = Requesters.Concat(Approvers).Distinct().ToList();
        var people = named.Where(s => !s.IsGroup).Select(s => s.Id).ToList();
        var groups = named.Where(s => s.IsGroup).Select(s => s.Id).ToList();
        return await db.Identities.CountAsync(i => people.Contains(i.Id) && i.AccountId == accountId && i.State != PrincipalState.Deleted, ct) == people.Count
            && await db.Groups.CountAsync(g => groups.Contains(g.Id) && g.AccountId == accountId, ct) == groups.Count;
    }

    internal IEnumerable<AccessFlowParty> PartiesOf(Guid flowId) =>
        Named(flowId, FlowPart.Requester, IsForEverybody ? [] : Requesters).Concat(Named(flowId, FlowPart.Approver, IsAutomatic ? [] : Approvers));

    internal IEnumerable<AccessFlowGrant> GrantsOf(Guid flowId) => Grants.GroupBy(g => (g.RoleId, g.NodeId))
        .Select(g => new AccessFlowGrant { FlowId = flowId, RoleId = g.Key.RoleId, NodeId = g.Key.NodeId, Below = g.Any(same => same.Below) });

    private static IEnumerable<AccessFlowParty> Named(Guid flowId, FlowPart part, IEnumerable<Subject> subjects) => subjects.Distinct()
        .Select(s => new AccessFlowParty { FlowId = flowId, Part = part, IdentityId = s.IsGroup ? null : s.Id, GroupId = s.IsGroup ? s.Id : null });
}
