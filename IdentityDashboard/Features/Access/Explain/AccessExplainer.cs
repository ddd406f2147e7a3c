using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>"Why does Pat have this?", over the same assignments that <see cref="AccessService.EvaluateAsync"/> decides by.</summary>
internal sealed class AccessExplainer(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, AccessQueries names, AccessWays ways, TimeProvider clock)
{
    private sealed record Near(Guid RoleId, Guid NodeId, DateTimeOffset? From, DateTimeOffset? Until);

    /// <param name="permission">Null asks for everything they hold.</param>
    /// <param name="nodeId">Null asks for any node.</param>
    public async Task<Result<AccessAnswer>> WhyAsync(Actor actor, Guid identityId, string? permission, Guid? nodeId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (identityId != actor.Id && !await access.MayReadPeopleAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var state = await db.Identities.Where(i => i.Id == identityId && i.AccountId == actor.AccountId).Select(i => (PrincipalState?)i.State).FirstOrDefaultAsync(ct);
        if (state is null or PrincipalState.Deleted) return CommonErrors.NotFound("person");

        var now = clock.GetUtcNow();
        if (state != PrincipalState.Active) return new AccessAnswer([], new AccessDenial(DenialReason.NotActive));
        if (nodeId is { } place && await OnHoldAsync(db, identityId, place, ct)) return new AccessAnswer([], new AccessDenial(DenialReason.OnHold));
        var asked = HeldNow.NotOnHold(db, Asked(db, HeldNow.Assignments(db, now), permission, nodeId), identityId);
        var held = await ways.OfPeopleAsync(db, actor.AccountId, asked, [identityId], nodeId, now, ct);
        if (held.Contains(identityId)) return new AccessAnswer([.. held[identityId]], null);
        return new AccessAnswer([], await WhyNotAsync(db, actor.AccountId, identityId, permission, nodeId, now, ct));
    }

    /// <summary>How somebody comes to one assignment, and what it gives; null for another account's, or when it is gone.</summary>
    public async Task<AccessWay?> WayAsync(Actor actor, Guid identityId, Guid assignmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.OfAsync(db, actor, ct) is not { Any: true } sight) return null;
        var asked = SightService.Under(db, db.Assignments.Where(a => a.Id == assignmentId), sight);
        return (await ways.OfPeopleAsync(db, actor.AccountId, asked, [identityId], nodeId: null, clock.GetUtcNow(), ct))[identityId].FirstOrDefault();
    }

    private static Task<bool> OnHoldAsync(DashboardDbContext db, Guid identityId, Guid nodeId, CancellationToken ct) =>
        HeldNow.Holds(db).AnyAsync(h => h.IdentityId == identityId && db.Nodes.Any(n => n.Id == nodeId && n.EnvironmentId == h.EnvironmentId), ct);

    private static IQueryable<Assignment> Asked(DashboardDbContext db, IQueryable<Assignment> assignments, string? permission, Guid? nodeId)
    {
        if (nodeId is { } node) assignments = HeldNow.Reaching(db, assignments, node);
        return permission is null ? assignments : HeldNow.Granting(db, assignments, permission);
    }

    private async Task<AccessDenial> WhyNotAsync(DashboardDbContext db, Guid accountId, Guid identityId, string? permission, Guid? nodeId, DateTimeOffset now, CancellationToken ct)
    {
        var all = await EverAsync(db, Asked(db, db.Assignments, permission, nodeId), identityId, ct);
        if (all.Where(n => n.From > now).MinBy(n => n.From) is { } next) return await SayAsync(DenialReason.NotYet, next, next.From);
        if (all.Where(n => n.Until <= now).MaxBy(n => n.Until) is { } ended) return await SayAsync(DenialReason.Ended, ended, ended.Until);
        var elsewhere = HeldNow.Of(db, Asked(db, HeldNow.Assignments(db, now), permission, nodeId: null), identityId, now);
        var other = nodeId is null ? null : await elsewhere.OrderBy(a => a.CreatedAt).Select(a => new Near(a.RoleId, a.NodeId, null, null)).FirstOrDefaultAsync(ct);
        return other is null ? new AccessDenial(DenialReason.Never) : await SayAsync(DenialReason.Elsewhere, other, at: null);

        async Task<AccessDenial> SayAsync(DenialReason reason, Near near, DateTimeOffset? at) =>
            new(reason, await names.NameAsync(db, accountId, near.RoleId, near.NodeId, ct), at);
    }

    /// <summary>What a person holds, held or will hold, each while both the assignment and the membership count.</summary>
    private static async Task<List<Near>> EverAsync(DashboardDbContext db, IQueryable<Assignment> asked, Guid identityId, CancellationToken ct)
    {
        var own = await asked.Where(a => a.IdentityId == identityId).Select(a => new Near(a.RoleId, a.NodeId, a.EffectiveFrom, a.EffectiveTo)).ToListAsync(ct);
        var grouped = await (from member in Memberships.Ever(db)
                             where member.IdentityId == identityId
                             join a in asked on member.GroupId equals a.GroupId
                             select new { a.RoleId, a.NodeId, a.EffectiveFrom, a.EffectiveTo, member.From, member.Until }).ToListAsync(ct);
        var reached = grouped.Select(g => new Near(g.RoleId, g.NodeId, AccessQueries.Later(g.EffectiveFrom, g.From), AccessQueries.Earlier(g.EffectiveTo, g.Until)));
        return [.. own.Concat(reached).Where(n => n.From is null || n.Until is null || n.From < n.Until)];
    }
}
