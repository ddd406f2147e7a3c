using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>How often something may be tried with one address.</summary>
internal sealed record AttemptLimit(string Purpose, int Attempts, TimeSpan Window)
{
    public static readonly AttemptLimit Password = new("password", 5, TimeSpan.FromMinutes(15));
    public static readonly AttemptLimit Recovery = new("recovery", 3, TimeSpan.FromHours(1));

    /// <summary>Codes after the password; the subject is the person.</summary>
    public static readonly AttemptLimit Factor = new("factor", 5, TimeSpan.FromMinutes(15));

    /// <summary>A passkey's challenge is answered once; longer than it can be answered at all.</summary>
    public static readonly AttemptLimit Challenge = new("challenge", 1, TimeSpan.FromMinutes(15));

    /// <summary>No count matters for longer.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>The address is kept as a hash: what strangers type is nobody's business.</summary>
    public string Subject(string normalizedEmail) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Purpose}:{normalizedEmail}")));
}

/// <summary>
/// Counts attempts per address, known or not. One is taken before the password is looked at, by a statement that the
/// database lets only so many callers win, so that parallel guesses can't slip through (A20).
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    private const int Rounds = 3;

    /// <summary>False when the attempts of this window are used up. To be called outside a transaction.</summary>
    public async Task<bool> TryTakeAsync(DashboardDbContext db, Guid accountId, AttemptLimit limit, string normalizedEmail, CancellationToken ct)
    {
        var subject = limit.Subject(normalizedEmail);
        var counter = db.SignInCounters.Where(c => c.AccountId == accountId && c.Subject == subject);
        for (var round = 0; round < Rounds; round++)
        {
            var now = clock.GetUtcNow();
            var begin = now - limit.Window;
            var counted = await counter.Where(c => c.Since > begin && c.Attempts < limit.Attempts)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.Attempts, c => c.Attempts + 1), ct);
            if (counted == 1) return true;
            var restarted = await counter.Where(c => c.Since <= begin)
                .ExecuteUpdateAsync(s => s.SetProperty(c => c.Attempts, 1).SetProperty(c => c.Since, now), ct);
            if (restarted == 1) return true;
            if (await counter.AnyAsync(c => c.Since > begin && c.Attempts >= limit.Attempts, ct)) return false;
            if (await TryBeginAsync(db, new SignInCounter { AccountId = accountId, Subject = subject, Attempts = 1, Since = now }, ct)) return true;
        }

        return false;
    }

    /// <summary>When the address is free again, or null while attempts are left.</summary>
    public async Task<DateTimeOffset?> LockedUntilAsync(DashboardDbContext db, Guid accountId, AttemptLimit limit, string normalizedEmail, CancellationToken ct)
    {
        var subject = limit.Subject(normalizedEmail);
        var begin = clock.GetUtcNow() - limit.Window;
        var since = await db.SignInCounters.Where(c => c.AccountId == accountId && c.Subject == subject && c.Attempts >= limit.Attempts && c.Since > begin)
            .Select(c => (DateTimeOffset?)c.Since).FirstOrDefaultAsync(ct);
        return since + limit.Window;
    }

    public Task ForgetAsync(DashboardDbContext db, Guid accountId, AttemptLimit limit, string normalizedEmail, CancellationToken ct)
    {
        var subject = limit.Subject(normalizedEmail);
        return db.SignInCounters.Where(c => c.AccountId == accountId && c.Subject == subject).ExecuteDeleteAsync(ct);
    }

    /// <summary>Drops the counts whose time is over.</summary>
    public Task SweepAsync(DashboardDbContext db, CancellationToken ct)
    {
        var over = clock.GetUtcNow() - AttemptLimit.Longest - AttemptLimit.Longest;
        return db.SignInCounters.Where(c => c.Since < over).ExecuteDeleteAsync(ct);
    }

    private static async Task<bool> TryBeginAsync(DashboardDbContext db, SignInCounter counter, CancellationToken ct)
    {
        db.SignInCounters.Add(counter);
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            // A parallel attempt began the counting: the next round takes one of its attempts.
            return false;
        }
        finally
        {
            db.Entry(counter).State = EntityState.Detached;
        }
    }
}
