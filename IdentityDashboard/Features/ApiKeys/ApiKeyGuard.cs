using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>
/// Whose keys somebody sees and manages: those at or under the nodes where they hold <c>apikey.manage</c>. Nobody makes or
/// renews a key that can do more than they can (A34), and keys don't make keys.
/// </summary>
internal sealed class ApiKeyGuard(SightService sights, GrantGuard grants)
{
    /// <summary>How far the actor manages keys in an environment of their account.</summary>
    public async Task<Result<Sight>> SightAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct)
    {
        if (!await db.Environments.AnyAsync(e => e.Id == environmentId && e.AccountId == actor.AccountId, ct)) return CommonErrors.NotFound("environment");
        var sight = await sights.InAsync(db, actor, Permissions.ApiKeyManage, environmentId, ct);
        return sight.Any ? sight : CommonErrors.Forbidden;
    }

    /// <summary>A key that the actor manages, or why not.</summary>
    public async Task<Result<ApiKey>> FindAsync(DashboardDbContext db, Actor actor, Guid id, CancellationToken ct)
    {
        var key = await db.ApiKeys.FirstOrDefaultAsync(k => k.Id == id && k.AccountId == actor.AccountId, ct);
        if (key is null) return ApiKeyErrors.NotFound;
        var sight = await SightAsync(db, actor, key.EnvironmentId, ct);
        if (!sight.Succeeded) return sight.Error!;
        return await SightService.SeesNodeAsync(db, sight.Value, key.NodeId, ct) ? key : ApiKeyErrors.NotFound;
    }

    public static IQueryable<ApiKey> Seen(DashboardDbContext db, IQueryable<ApiKey> keys, Sight sight)
    {
        if (sight.Everywhere) return keys;
        var tops = sight.Nodes;
        return keys.Where(k => db.NodeLineage.Any(l => l.DescendantId == k.NodeId && tops.Contains(l.AncestorId)));
    }

    /// <summary>May the actor make a key with this role at this node?</summary>
    public async Task<Error?> RefusalAsync(DashboardDbContext db, Actor actor, Guid environmentId, Guid roleId, Guid nodeId, CancellationToken ct)
    {
        if (actor.Kind == ActorKind.ApiKey) return CommonErrors.Forbidden;
        var refusal = await grants.CheckRoleAsync(db, actor, Permissions.ApiKeyManage, environmentId, roleId, nodeId, ct);
        return refusal == AccessErrors.BeyondOwnRights ? ApiKeyErrors.BeyondOwnRights : refusal;
    }
}
