using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace.Applications;

/// <summary>The account's applications and environments, for Owners.</summary>
internal sealed class ApplicationQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, TimeProvider clock)
{
    public async Task<Result<IReadOnlyList<ApplicationRow>>> ListAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return ApplicationErrors.OwnersOnly;
        var environments = await db.Environments.Where(e => e.AccountId == actor.AccountId).OrderBy(e => e.Position).ThenBy(e => e.Name)
            .Select(e => new
            {
                e.ApplicationId,
                Row = new EnvironmentRow(e.Id, e.Name, e.Kind, db.Roles.Count(r => r.EnvironmentId == e.Id), db.Nodes.Count(n => n.EnvironmentId == e.Id)),
            }).ToListAsync(ct);
        var byApplication = environments.ToLookup(e => e.ApplicationId, e => e.Row);
        var applications = await db.Applications.Where(a => a.AccountId == actor.AccountId)
            .Select(a => new { a.Id, a.Name, a.CreatedAt, Members = db.AppMemberships.Count(m => m.ApplicationId == a.Id) }).ToListAsync(ct);
        return Result<IReadOnlyList<ApplicationRow>>.Of([.. applications.OrderBy(a => a.Name, StringComparer.OrdinalIgnoreCase)
            .Select(a => new ApplicationRow(a.Id, a.Name, a.CreatedAt, a.Members, [.. byApplication[a.Id]]))]);
    }

    public async Task<Result<Removal>> OfApplicationAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return ApplicationErrors.OwnersOnly;
        if (!await db.Applications.AnyAsync(a => a.Id == id && a.AccountId == actor.AccountId, ct)) return ApplicationErrors.NotFound;
        var environments = await db.Environments.Where(e => e.ApplicationId == id).Select(e => e.Id).ToListAsync(ct);
        return await CountAsync(db, environments, await db.AppMemberships.CountAsync(m => m.ApplicationId == id, ct), ct);
    }

    public async Task<Result<Removal>> OfEnvironmentAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return ApplicationErrors.OwnersOnly;
        if (!await db.Environments.AnyAsync(e => e.Id == id && e.AccountId == actor.AccountId, ct)) return ApplicationErrors.EnvironmentNotFound;
        return await CountAsync(db, [id], members: 0, ct);
    }

    /// <summary>From indexes alone: nothing is loaded, however much there is.</summary>
    public async Task<Removal> CountAsync(DashboardDbContext db, IReadOnlyList<Guid> environments, int members, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var assignments = db.Assignments.Where(a => environments.Contains(a.EnvironmentId));
        return new Removal(
            members,
            environments.Count,
            await assignments.CountAsync(ct),
            await db.Groups.CountAsync(g => db.Assignments.Any(a => a.GroupId == g.Id && environments.Contains(a.EnvironmentId)), ct),
            await db.Roles.CountAsync(r => environments.Contains(r.EnvironmentId), ct),
            await db.Nodes.CountAsync(n => environments.Contains(n.EnvironmentId), ct),
            await KeysNow.Working(db, now).CountAsync(k => environments.Contains(k.EnvironmentId), ct),
            await db.Invitations.CountAsync(i => environments.Contains(i.EnvironmentId) && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now, ct),
            await db.AccessFlows.CountAsync(f => environments.Contains(f.EnvironmentId), ct));
    }
}
