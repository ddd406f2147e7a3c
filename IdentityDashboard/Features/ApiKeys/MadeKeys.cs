using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>The working keys somebody made: a key outlives its maker unless it is ended with them.</summary>
internal sealed class MadeKeys(IDbContextFactory<DashboardDbContext> dbs, AccessService access, ApiKeyWriter writer, AccessQueries names, TimeProvider clock) : IMadeKeys
{
    public async Task<IReadOnlyList<MadeKey>> ListAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = new List<MadeKey>();
        foreach (var key in await Working(db, actor.AccountId, identityId).AsNoTracking().OrderBy(k => k.Name).ThenBy(k => k.Id).ToListAsync(ct))
        {
            if (!await MayEndAsync(db, actor, key, ct)) continue;
            var environment = await db.Environments.Where(e => e.Id == key.EnvironmentId).Select(e => e.Name).SingleAsync(ct);
            found.Add(new MadeKey(key.Id, key.Name, environment));
        }

        return found;
    }

    public async Task<bool> MayEndAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct)
    {
        foreach (var key in await Working(db, actor.AccountId, identityId).AsNoTracking().ToListAsync(ct))
        {
            if (!await MayEndAsync(db, actor, key, ct)) return false;
        }

        return true;
    }

    public async Task<int> EndAllAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var keys = await Working(db, actor.AccountId, identityId).ToListAsync(ct);
        foreach (var key in keys)
        {
            key.RevokedAt = now;
            writer.Revoked(db, actor, key, (await names.NameAsync(db, actor.AccountId, key.RoleId, key.NodeId, ct))!);
        }

        return keys.Count;
    }

    private async Task<bool> MayEndAsync(DashboardDbContext db, Actor actor, ApiKey key, CancellationToken ct) =>
        await access.IsOwnerAsync(db, actor, ct) || await access.AllowsAsync(db, actor, Permissions.ApiKeyManage, key.NodeId, ct);

    private IQueryable<ApiKey> Working(DashboardDbContext db, Guid accountId, Guid identityId)
    {
        var now = clock.GetUtcNow();
        return db.ApiKeys.Where(k => k.AccountId == accountId && k.CreatedByKind == ActorKind.Identity && k.CreatedById == identityId
            && k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now));
    }
}
