using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>Finds the caller a presented key belongs to, by its hash.</summary>
internal sealed class ApiKeyDirectory(IDbContextFactory<DashboardDbContext> dbs) : IApiKeys
{
    public async Task<ApiCaller?> FindAsync(string secret, string? ip, CancellationToken ct)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await (from key in db.ApiKeys
                      where key.KeyHash == hash && key.RevokedAt == null
                      join environment in db.Environments on key.EnvironmentId equals environment.Id
                      select new ApiCaller(new Actor(ActorKind.ApiKey, key.Id, key.Name, key.AccountId, ip), key.EnvironmentId, environment.ApplicationId, key.NodeId)).FirstOrDefaultAsync(ct);
    }

    public void Touch(Guid keyId)
    {
    }
}
