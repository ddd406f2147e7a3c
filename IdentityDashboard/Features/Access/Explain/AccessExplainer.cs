using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>"Why does Pat have this?", over the same assignments that <see cref="AccessService.EvaluateAsync"/> decides by.</summary>
internal sealed class AccessExplainer(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, AccessQueries names, AccessWays ways, TimeProvider clock)
{
    private sealed record Near(Guid RoleId, Guid NodeId, DateTimeOffset? At);

    /// <param name="permission">Null asks for everything they hold.</param>
    /// <param name="nodeId">Null asks for any node.</param>
    public async Task<Result<AccessAnswer>> WhyAsync(Actor actor, Guid identityId, string? permission, Guid? nodeId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (identityId != actor.Id && !await access.MayReadPeopleAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var state = await db.Identities.Where(i => i.Id == identityId && i.AccountId == actor.AccountId).Select(i => (PrincipalState?)i.State).FirstOrDefaultAsync(ct);
        if (state is null or PrincipalState.Deleted) return CommonErrors.NotFound("person");

        var now = clock.GetUtcNow();
        var held = HeldNow.Of(db, Asked(db, HeldNow.Assignments(db, now), permission, nodeId), identityId);
        var found = await ways.ReadAsync(db, actor.AccountId, held, nodeId, ct);
        if (found.Count > 0) return new AccessAnswer(found, null);
        if (state != PrincipalState.Active) return new AccessAnswer([], new AccessDenial(DenialReason.NotActive));
        if (nodeId is { } place && await OnHoldAsync(db, identityId, place, ct)) return new AccessAnswer([], new AccessDenial(DenialReason.OnHold));
        return new AccessAnswer([], await WhyNotAsync(db, actor.AccountId, identityId, permission, nodeId, now, ct));
    }

    /// <summary>How one assignment came about and what it gives; null for another account's, or when it is gone.</summary>
    public async Task<AccessWay?> WayAsync(Actor actor, Guid assignmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.OfAsync(db, actor, ct) is not { Any: true } sight) return null;
        return (await ways.ReadAsync(db, actor.AccountId, SightService.Under(db, db.Assignments.Where(a => a.Id == assignmentId), sight), nodeId: null, ct)).FirstOrDefault();
    }

    private static Task<bool> OnHoldAsync(DashboardDbContext db, Guid identityId, Guid nodeId, CancellationToken ct) =>
        db.AppMemberships.AnyAsync(m => m.IdentityId == identityId && m.State != MembershipState.Active
            && db.Nodes.Any(n => n.Id == nodeId && db.Environments.Any(e => e.Id == n.EnvironmentId && e.ApplicationId == m.ApplicationId)), ct);

    private static IQueryable<Assignment> Asked(DashboardDbContext db, IQueryable<Assignment> assignments, string? permission, Guid? nodeId)
    {
        if (nodeId is { } node) assignments = HeldNow.Reaching(db, assignments, node);
        return permission is null ? assignments : HeldNow.Granting(db, assignments, permission);
    }

    private async Task<AccessDenial> WhyNotAsync(DashboardDbContext db, Guid accountId, Guid identityId, string? permission, Guid? nodeId, DateTimeOffset now, CancellationToken ct)
    {
        var all = HeldNow.Of(db, Asked(db, db.Assignments, permission, nodeId), identityId);
        if (await NearestAsync(all.Where(a => a.EffectiveFrom > now).OrderBy(a => a.EffectiveFrom).Select(a => new Near(a.RoleId, a.NodeId, a.EffectiveFrom))) is { } next) return await SayAsync(DenialReason.NotYet, next);
        if (await NearestAsync(all.Where(a => a.EffectiveTo <= now).OrderByDescending(a => a.EffectiveTo).Select(a => new Near(a.RoleId, a.NodeId, a.EffectiveTo))) is { } ended) return await SayAsync(DenialReason.Ended, ended);
        var elsewhere = HeldNow.Of(db, Asked(db, HeldNow.Assignments(db, now), permission, nodeId: null), identityId);
        if (nodeId is not null && await NearestAsync(elsewhere.OrderBy(a => a.CreatedAt).Select(a => new Near(a.RoleId, a.NodeId, null))) is { } other) return await SayAsync(DenialReason.Elsewhere, other);
        return new AccessDenial(DenialReason.Never);

        Task<Near?> NearestAsync(IQueryable<Near> rows) => rows.FirstOrDefaultAsync(ct);

        async Task<AccessDenial> SayAsync(DenialReason reason, Near near) =>
            new(reason, await names.NameAsync(db, accountId, near.RoleId, near.NodeId, ct), near.At);
    }
}
