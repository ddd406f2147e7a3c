using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>Adds API keys and their audit entries to the caller's transaction. The caller has asked for the rights.</summary>
internal sealed class ApiKeyWriter(AuditLog audit, TimeProvider clock)
{
    /// <param name="lifetime">Null: it never expires.</param>
    public ApiKey Add(DashboardDbContext db, Actor actor, string name, string secret, RoleAtNode grant, TimeSpan? lifetime = null)
    {
        var now = clock.GetUtcNow();
        var key = new ApiKey
        {
            AccountId = actor.AccountId,
            EnvironmentId = grant.EnvironmentId,
            RoleId = grant.RoleId,
            NodeId = grant.NodeId,
            Name = name,
            Prefix = ApiKeySecret.PrefixOf(secret),
            KeyHash = ApiKeySecret.Hash(secret),
            CreatedAt = now,
            CreatedByKind = actor.Kind,
            CreatedById = actor.Id,
            CreatedByName = actor.Name.Length <= ApiKey.MaxMakerLength ? actor.Name : actor.Name[..ApiKey.MaxMakerLength],
            ExpiresAt = now + lifetime,
        };
        db.ApiKeys.Add(key);
        audit.Add(db, actor, AuditActions.ApiKeyCreated, Target(key),
            new Changes().Set("role", null, grant.RoleName).Set("node", null, grant.NodePath).Set("environment", null, grant.EnvironmentName)
                .Set("prefix", null, key.Prefix).Set("expires_at", null, Time(key.ExpiresAt)));
        return key;
    }

    /// <param name="until">When the old one stops, if not at once.</param>
    public void Rolled(DashboardDbContext db, Actor actor, ApiKey old, ApiKey made, DateTimeOffset? until) =>
        audit.Add(db, actor, AuditActions.ApiKeyRolled, Target(old), new Changes().Set("prefix", old.Prefix, made.Prefix).Set("works_until", null, Time(until)));

    public void Renamed(DashboardDbContext db, Actor actor, ApiKey key, string from) => audit.Add(db, actor, AuditActions.ApiKeyRenamed, Target(key), new Changes().Set("name", from, key.Name));

    public void Revoked(DashboardDbContext db, Actor actor, ApiKey key, RoleAtNode grant) =>
        audit.Add(db, actor, AuditActions.ApiKeyRevoked, Target(key),
            new Changes().Set("role", grant.RoleName, null).Set("node", grant.NodePath, null).Set("environment", grant.EnvironmentName, null).Set("prefix", key.Prefix, null));

    private static AuditTarget Target(ApiKey key) => new(AuditTarget.ApiKey, key.Id, key.Name);

    private static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
