using System.Globalization;
using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Bulk;

/// <param name="Reason">Set when it is known from the start that nothing is done for this one.</param>
internal sealed record NamedTarget(Guid Id, string Name, Guid? MadeId = null, string? Reason = null);

/// <param name="Next">Where the following part starts; null after the last one.</param>
internal sealed record TargetPart(IReadOnlyList<NamedTarget> Targets, string? Next);

/// <summary>Whom a change is for: by name, in parts that can be read again from any place.</summary>
internal sealed class BulkTargets(AccessService access, SightService sights, IdentityQueries people)
{
    /// <summary>May the actor act from this list at all? Rights on each person are asked when it is their turn.</summary>
    public async Task<Error?> RefusalAsync(DashboardDbContext db, Actor actor, Guid? environmentId, CancellationToken ct)
    {
        var may = environmentId is { } environment
            ? (await sights.InAsync(db, actor, environment, ct)).Any
            : await access.IsOwnerAsync(db, actor, ct);
        return may ? null : CommonErrors.Forbidden;
    }

    /// <summary>Those who were picked one by one. Who isn't in the list any more stays in, with that reason.</summary>
    public async Task<IReadOnlyList<NamedTarget>> PickedAsync(DashboardDbContext db, Actor actor, BulkOrder order, CancellationToken ct)
    {
        var ids = order.Selection.Ids.Distinct().ToList();
        var application = order.EnvironmentId is null ? null : await db.Environments.Where(e => e.Id == order.EnvironmentId && e.AccountId == actor.AccountId).Select(e => (Guid?)e.ApplicationId).FirstAsync(ct);
        var names = new Dictionary<Guid, string>();
        foreach (var part in ids.Chunk(1000))
        {
            var found = BulkKind.IsAboutInvitations(order.Kind)
                ? await InvitationBatch.AddressesAsync(db, actor, part, ct)
                : await PickedPeople.NamesAsync(db, actor, application, deleted: order.Kind == BulkKind.Restore, part, ct);
            var seen = order.EnvironmentId is { } environment && !BulkKind.IsAboutInvitations(order.Kind) && await sights.InAsync(db, actor, environment, ct) is { IsPart: true } sight
                ? await PeopleSeenAsync(db, sight, [.. found.Keys], ct) : null;
            foreach (var (id, name) in found.Where(f => seen is null || seen.Contains(f.Key))) names[id] = name;
        }

        return [.. ids.Select(id => names.TryGetValue(id, out var name) ? new NamedTarget(id, name) : new NamedTarget(id, "Somebody", Reason: BatchWords.Gone))];
    }

    private async Task<IReadOnlySet<Guid>> PeopleSeenAsync(DashboardDbContext db, Sight sight, List<Guid> ids, CancellationToken ct)
    {
        var given = sights.Given(db, sight);
        var direct = await given.Where(a => a.IdentityId != null && ids.Contains(a.IdentityId.Value)).Select(a => a.IdentityId!.Value).ToListAsync(ct);
        var grouped = await (from member in sights.Members(db) where ids.Contains(member.IdentityId) join a in given on member.GroupId equals a.GroupId select member.IdentityId).ToListAsync(ct);
        return direct.Concat(grouped).ToHashSet();
    }

    /// <summary>Everybody a list shows, in the order of their ids.</summary>
    public async Task<Result<TargetPart>> MatchingAsync(Actor actor, IdentityListQuery query, string? after, int take, CancellationToken ct)
    {
        var found = await people.MatchingAsync(actor, query, Guid.TryParse(after, out var id) ? id : null, take, ct);
        if (found.Error is { } refusal) return refusal;
        return new TargetPart([.. found.Value.Select(p => new NamedTarget(p.Id, p.Name))], found.Value.Count < take ? null : found.Value[^1].Id.ToString());
    }

    /// <summary>For whom a job was done: they can be taken back.</summary>
    public static async Task<TargetPart> DoneAsync(DashboardDbContext db, Guid jobId, string? after, int take, CancellationToken ct)
    {
        var from = int.TryParse(after, CultureInfo.InvariantCulture, out var position) ? position : -1;
        var rows = await db.BulkJobRows.Where(r => r.JobId == jobId && r.Outcome == BulkOutcome.Done && r.Position > from)
            .OrderBy(r => r.Position).Take(take).AsNoTracking().ToListAsync(ct);
        return new TargetPart([.. rows.Select(r => new NamedTarget(r.TargetId, r.TargetName, r.MadeId))], rows.Count < take ? null : rows[^1].Position.ToString(CultureInfo.InvariantCulture));
    }

    public static string Write(IdentityListQuery query) => JsonSerializer.Serialize(query with { Cursor = null });

    public static IdentityListQuery Read(string json) => JsonSerializer.Deserialize<IdentityListQuery>(json)!;
}
