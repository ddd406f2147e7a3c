using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>How often something may be tried with one address, browser, network or account.</summary>
internal sealed record AttemptLimit(string Purpose, int Attempts, TimeSpan Window)
{
    public static readonly AttemptLimit Password = new("password", 5, TimeSpan.FromMinutes(15));
    public static readonly AttemptLimit Recovery = new("recovery", 3, TimeSpan.FromHours(1));

    /// <summary>The six-digit codes typed for one address; a code itself dies sooner.</summary>
    public static readonly AttemptLimit Code = new("code", 10, TimeSpan.FromMinutes(15));

    /// <summary>The current password, typed again within a session: locking an address out doesn't stop who is in.</summary>
    public static readonly AttemptLimit Reauthentication = new("reauthentication", 5, TimeSpan.FromMinutes(15));

    /// <summary>Mails that verify or change somebody's address.</summary>
    public static readonly AttemptLimit Verification = new("verification", 3, TimeSpan.FromHours(1));

    /// <summary>Passwords from one browser that signed in as the person before; see <see cref="Protection.KnownBrowsers"/>.</summary>
    public static readonly AttemptLimit Browser = new("browser", 5, TimeSpan.FromMinutes(15)) { KeepsSubject = true };

    /// <summary>Failures from one network address, whoever they were for.</summary>
    public static readonly AttemptLimit Network = new("network", 30, TimeSpan.FromMinutes(15));

    /// <summary>Failures in the whole account. Beyond it nobody is refused; strangers wait longer.</summary>
    public static readonly AttemptLimit Account = new("account", 1_000, TimeSpan.FromMinutes(15));

    /// <summary>Codes after the password; the subject is the person.</summary>
    public static readonly AttemptLimit Factor = new("factor", 5, TimeSpan.FromMinutes(15));

    /// <summary>A passkey's challenge is answered once; longer than it can be answered at all.</summary>
    public static readonly AttemptLimit Challenge = new("challenge", 1, TimeSpan.FromMinutes(15));

    /// <summary>The longest of all: a counter older than this counts for nothing.</summary>
    public static readonly TimeSpan LongestWindow = TimeSpan.FromHours(1);

    /// <summary>For subjects that are ids of our own; they can be found by their beginning.</summary>
    private bool KeepsSubject { get; init; }

    /// <summary>An address is kept as a hash: what strangers type is nobody's business.</summary>
    public string Subject(string of) => KeepsSubject ? of : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Purpose}:{of}")));
}

/// <summary>
/// Counts attempts per address, known or not. One is taken before the password is looked at, by a statement that the
/// database lets only so many callers win, so that parallel guesses can't slip through (A20).
/// </summary>
internal sealed class SignInThrottle(TimeProvider clock)
{
    private const int Rounds = 3;

    /// <summary>False when the attempts of this window are used up. To be called outside a transaction.</summary>
    public async Task<bool> TryTakeAsync(DashboardDbContext db, Guid accountId, AttemptLimit limit, string of, CancellationToken ct)
    {
        var subject = limit.Subject(of);
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

    /// <summary>When attempts are free again, or null while some are left.</summary>
    public async Task<DateTimeOffset?> LockedUntilAsync(DashboardDbContext db, Guid accountId, AttemptLimit limit, string of, CancellationToken ct)
    {
        var subject = limit.Subject(of);
        var begin = clock.GetUtcNow() - limit.Window;
        var since = await db.SignInCounters.Where(c => c.AccountId == accountId && c.Subject == subject && c.Attempts >= limit.Attempts && c.Since > begin)
            .Select(c => (DateTimeOffset?)c.Since).FirstOrDefaultAsync(ct);
        return since + limit.Window;
    }

    public Task ForgetAsync(DashboardDbContext db, Guid accountId, AttemptLimit limit, string of, CancellationToken ct)
    {
        var subject = limit.Subject(of);
        return db.SignInCounters.Where(c => c.AccountId == accountId && c.Subject == subject).ExecuteDeleteAsync(ct);
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
