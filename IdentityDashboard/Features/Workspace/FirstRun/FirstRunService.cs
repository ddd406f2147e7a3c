using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using IdentityDashboard.Data;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace.FirstRun;

/// <summary>
/// The first account of a database. Whoever reads the log has the setup token; its row is also what decides which of
/// two parallel first runs happens (R17): only the one that deletes it goes on.
/// </summary>
internal sealed class FirstRunService(
    IDbContextFactory<DashboardDbContext> dbs, AccountProvisioning provisioning, IDataProtectionProvider protection, TimeProvider clock, ILogger<FirstRunService> log)
    : IDisposable
{
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Groups = 4;
    private const int GroupLength = 5;
    private const int TriesPerMinute = 10;

    private readonly IDataProtector _protector = protection.CreateProtector("IdentityDashboard.SetupToken.v1");
    private readonly PartitionedRateLimiter<string> _tries = PartitionedRateLimiter.Create<string, string>(ip => RateLimitPartition.GetFixedWindowLimiter(
        ip, _ => new FixedWindowRateLimiterOptions { PermitLimit = TriesPerMinute, Window = TimeSpan.FromMinutes(1) }));

    public void Dispose() => _tries.Dispose();

    /// <summary>The token that lets the first account be made, or null once there is one.</summary>
    public async Task<string?> TokenAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await db.Accounts.AnyAsync(ct)) return null;
        if (await ReadAsync(db, ct) is { } kept) return kept;

        await db.SetupTokens.ExecuteDeleteAsync(ct);
        var token = string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupLength)));
        db.SetupTokens.Add(new SetupToken { Protected = _protector.Protect(Encoding.ASCII.GetBytes(token)), CreatedAt = clock.GetUtcNow() });
        try
        {
            await db.SaveChangesAsync(ct);
            return token;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return await ReadAsync(db, ct);
        }
    }

    public async Task<Result<ProvisionedAccount>> CreateAsync(string? token, NewAccount wanted, string? ip, CancellationToken ct)
    {
        using var attempt = _tries.AttemptAcquire(ip ?? "");
        if (!attempt.IsAcquired) return FirstRunErrors.TooManyTries;
        await using (var db = await dbs.CreateDbContextAsync(ct))
        {
            if (await db.Accounts.AnyAsync(ct)) return FirstRunErrors.Done;
            if (await ReadAsync(db, ct) is not { } expected || !IsSame(expected, token)) return FirstRunErrors.WrongToken;
        }

        return await ProvisionAsync(wanted, ip, ct);
    }

    /// <summary>The unattended way: whoever sets the server's configuration needs no token.</summary>
    public async Task<Result<ProvisionedAccount>> BootstrapAsync(NewAccount wanted, CancellationToken ct) =>
        await TokenAsync(ct) is null ? FirstRunErrors.Done : await ProvisionAsync(wanted, ip: null, ct);

    private async Task<Result<ProvisionedAccount>> ProvisionAsync(NewAccount wanted, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.SetupTokens.ExecuteDeleteAsync(ct) == 0) return FirstRunErrors.Done;
        if (await db.Accounts.AnyAsync(ct))
        {
            await transaction.CommitAsync(ct);
            return FirstRunErrors.Done;
        }

        var result = await provisioning.CreateAsync(db, wanted, ip, ct);
        if (result.Succeeded) await transaction.CommitAsync(ct);
        return result;
    }

    private async Task<string?> ReadAsync(DashboardDbContext db, CancellationToken ct)
    {
        var stored = await db.SetupTokens.Where(t => t.Id == SetupToken.TheOne).Select(t => t.Protected).SingleOrDefaultAsync(ct);
        if (stored is null) return null;
        try
        {
            return Encoding.ASCII.GetString(_protector.Unprotect(stored));
        }
        catch (CryptographicException e)
        {
            log.LogWarning(e, "The setup token was made with keys that are gone. A new one takes its place at the next start.");
            return null;
        }
    }

    /// <summary>In fixed time, whatever was typed.</summary>
    private static bool IsSame(string expected, string? typed) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(expected)), SHA256.HashData(Encoding.UTF8.GetBytes(typed?.Trim().ToLowerInvariant() ?? "")));
}
