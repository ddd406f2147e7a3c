using System.Collections.Concurrent;
using System.Security.Cryptography;
using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>Looks up the keys that calls present, and remembers when each was used.</summary>
internal sealed class ApiKeyDirectory(IDbContextFactory<DashboardDbContext> dbs, ChangeFeed changes, TimeProvider clock, ILogger<ApiKeyDirectory> log) : IApiKeys
{
    /// <summary>Last use is kept to the minute.</summary>
    private static readonly TimeSpan Coarse = TimeSpan.FromMinutes(1);

    /// <summary>Asked by every call: its statement is written once. It belongs to this app's database, so it isn't static.</summary>
    private readonly Func<DashboardDbContext, byte[], CancellationToken, Task<Presented?>> byHash =
        EF.CompileAsyncQuery((DashboardDbContext db, byte[] hash, CancellationToken _) =>
            (from key in db.ApiKeys
             where key.KeyHash == hash
             join environment in db.Environments on key.EnvironmentId equals environment.Id
             select new Presented(key.Id, key.Name, key.AccountId, key.EnvironmentId, environment.ApplicationId, key.NodeId, key.KeyHash, key.RevokedAt, key.ExpiresAt)).FirstOrDefault());

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> touched = new();

    /// <returns>Null for a key that is unknown, revoked or expired.</returns>
    public async Task<ApiCaller?> FindAsync(string secret, string? ip, CancellationToken ct)
    {
        if (secret.Length < ApiKeySecret.MinLength) return null;
        var hash = ApiKeySecret.Hash(secret);
        await using var db = await dbs.CreateDbContextAsync(ct);
        var key = await byHash(db, hash, ct);
        if (key is null || !CryptographicOperations.FixedTimeEquals(key.KeyHash, hash)) return null;
        if (!ApiKey.Works(key.RevokedAt, key.ExpiresAt, clock.GetUtcNow())) return null;
        return new ApiCaller(new Actor(ActorKind.ApiKey, key.Id, key.Name, key.AccountId, ip), key.EnvironmentId, key.ApplicationId, key.NodeId);
    }

    public void Touch(Guid keyId) => _ = TouchAsync(keyId);

    /// <summary>Writes beside the call that used the key, at most once a minute, and never throws; waiting for it is for tests.</summary>
    public Task TouchAsync(Guid keyId)
    {
        var now = clock.GetUtcNow();
        var last = touched.GetOrAdd(keyId, DateTimeOffset.MinValue);
        if (now - last < Coarse || !touched.TryUpdate(keyId, now, last)) return Task.CompletedTask;
        return Task.Run(() => WriteAsync(keyId, now));
    }

    private async Task WriteAsync(Guid keyId, DateTimeOffset now)
    {
        try
        {
            await using var db = await dbs.CreateDbContextAsync();
            var before = now - Coarse;
            var key = db.ApiKeys.Where(k => k.Id == keyId);
            var written = await key.Where(k => k.LastUsedAt == null || k.LastUsedAt <= before).ExecuteUpdateAsync(s => s.SetProperty(k => k.LastUsedAt, now));
            if (written > 0) changes.Publish(await key.Select(k => k.AccountId).SingleAsync(), ChangeTopic.ApiKeys);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "The last use of the API key {Key} couldn't be noted. The next minute's is.", keyId);
        }
    }

    private sealed record Presented(
        Guid Id, string Name, Guid AccountId, Guid EnvironmentId, Guid ApplicationId, Guid NodeId, byte[] KeyHash, DateTimeOffset? RevokedAt, DateTimeOffset? ExpiresAt);
}
