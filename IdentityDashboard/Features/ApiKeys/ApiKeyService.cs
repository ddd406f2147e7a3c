using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>Keeps API keys: only their hash, which for a random secret of this length can't be reversed.</summary>
internal sealed class ApiKeyService(AuditLog audit, TimeProvider clock)
{
    public const int MinLength = 32;
    private const int PrefixLength = 6;

    /// <summary>Adds a key in the caller's transaction.</summary>
    public void Add(DashboardDbContext db, Actor actor, string name, string key, RoleAtNode grant)
    {
        var row = new ApiKey
        {
            AccountId = actor.AccountId,
            EnvironmentId = grant.EnvironmentId,
            RoleId = grant.RoleId,
            NodeId = grant.NodeId,
            Name = name,
            Prefix = key[..PrefixLength],
            KeyHash = SHA256.HashData(Encoding.UTF8.GetBytes(key)),
            CreatedAt = clock.GetUtcNow(),
        };
        db.ApiKeys.Add(row);
        audit.Add(db, actor, AuditActions.ApiKeyCreated, new AuditTarget(AuditTarget.ApiKey, row.Id, name),
            new Changes().Set("role", null, grant.RoleName).Set("node", null, grant.NodePath).Set("environment", null, grant.EnvironmentName));
    }
}
