using System.Security.Cryptography;
using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Mail;

/// <summary>A mail this process may send until <paramref name="Until"/>.</summary>
/// <param name="Lease">New for each claim: only who holds the newest one may write the outcome.</param>
/// <param name="Mail">Null when the stored body can't be read any more.</param>
internal sealed record ClaimedMail(Guid Id, Guid AccountId, Guid Lease, DateTimeOffset Until, int Attempts, OutgoingMail? Mail);

/// <summary>
/// Who sends which mail. A claim is one conditional UPDATE, which both databases decide atomically, so any number of
/// workers and processes share the outbox without another lock (R7). A worker that stood still past its lease finds
/// it taken over and its outcome refused (R8).
/// </summary>
internal sealed class OutboxLeases(IDbContextFactory<DashboardDbContext> dbs, MailBodies bodies, MailLooks looks, TimeProvider clock)
{
    private const int Candidates = 16;
    private const int MaxError = 500;

    /// <summary>Well beyond the longest delivery, so that a slow one isn't taken over.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(2);

    /// <summary>The mail that is due longest and nobody else sends, or null.</summary>
    public async Task<ClaimedMail?> ClaimAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var due = await db.MailOutbox
            .Where(m => m.State == MailState.Queued && m.NextAttemptAt <= now && (m.LeaseUntil == null || m.LeaseUntil < now))
            .OrderBy(m => m.NextAttemptAt).Select(m => m.Id).Take(Candidates).ToListAsync(ct);
        foreach (var id in due)
        {
            var lease = Guid.NewGuid();
            var until = now + Length;
            var mine = await db.MailOutbox
                .Where(m => m.Id == id && m.State == MailState.Queued && m.NextAttemptAt <= now && (m.LeaseUntil == null || m.LeaseUntil < now))
                .ExecuteUpdateAsync(s => s
                    .SetProperty(m => m.LeaseOwner, lease)
                    .SetProperty(m => m.LeaseUntil, until)
                    .SetProperty(m => m.Attempts, m => m.Attempts + 1), CancellationToken.None);
            // To its end, also when the app stops meanwhile: only who knows of a claim can give it back.
            if (mine == 1) return await ReadAsync(db, id, lease, until, CancellationToken.None);
        }

        return null;
    }

    /// <summary>Writes what became of the mail; false when the lease had been taken over or the mail called off.</summary>
    public Task<bool> FinishAsync(ClaimedMail claimed, DeliveryResult result, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var error = result.Why is { Length: > MaxError } why ? why[..MaxError] : result.Why;
        var pause = result.Outcome == DeliveryOutcome.Retry ? RetrySchedule.After(claimed.Attempts) : null;
        return (result.Outcome, pause) switch
        {
            (DeliveryOutcome.Sent, _) => WriteAsync(claimed, MailState.Sent, null, null, now, ct),
            (DeliveryOutcome.Retry, { } wait) => WriteAsync(claimed, MailState.Queued, error, now + wait, null, ct),
            _ => WriteAsync(claimed, MailState.Failed, error, null, null, ct),
        };
    }

    /// <summary>Gives the mail back as it was: it was not tried to the end.</summary>
    public async Task ReleaseAsync(ClaimedMail claimed, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await Held(db, claimed).ExecuteUpdateAsync(s => s
            .SetProperty(m => m.LeaseOwner, (Guid?)null)
            .SetProperty(m => m.LeaseUntil, (DateTimeOffset?)null)
            .SetProperty(m => m.Attempts, m => m.Attempts - 1), ct);
    }

    private async Task<bool> WriteAsync(ClaimedMail claimed, MailState state, string? error, DateTimeOffset? next, DateTimeOffset? sentAt, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var blank = state != MailState.Queued;
        var written = await Held(db, claimed).ExecuteUpdateAsync(s => s
            .SetProperty(m => m.State, state)
            .SetProperty(m => m.LastError, error)
            .SetProperty(m => m.NextAttemptAt, m => next ?? m.NextAttemptAt)
            .SetProperty(m => m.SentAt, sentAt)
            .SetProperty(m => m.LeaseOwner, (Guid?)null)
            .SetProperty(m => m.LeaseUntil, (DateTimeOffset?)null)
            .SetProperty(m => m.ProtectedBody, m => blank ? null : m.ProtectedBody), ct);
        return written == 1;
    }

    private static IQueryable<MailMessageRow> Held(DashboardDbContext db, ClaimedMail claimed) =>
        db.MailOutbox.Where(m => m.Id == claimed.Id && m.LeaseOwner == claimed.Lease && m.State == MailState.Queued);

    private async Task<ClaimedMail?> ReadAsync(DashboardDbContext db, Guid id, Guid lease, DateTimeOffset until, CancellationToken ct)
    {
        var row = await (from m in db.MailOutbox
                         where m.Id == id && m.LeaseOwner == lease
                         join a in db.Accounts on m.AccountId equals a.Id
                         select new { m.AccountId, AccountName = a.Name, m.Recipient, m.Subject, m.ProtectedBody, m.MessageId, m.Attempts }).FirstOrDefaultAsync(ct);
        if (row is null) return null;
        var look = await looks.OfAsync(db, row.AccountId, ct);
        var mail = Read(row.ProtectedBody) is { } body ? new OutgoingMail(id, row.AccountId, row.AccountName, row.Recipient, row.Subject, look.On(body, row.AccountName), row.MessageId) : null;
        return new ClaimedMail(id, row.AccountId, lease, until, row.Attempts, mail);
    }

    private MailBody? Read(byte[]? stored)
    {
        try
        {
            return stored is null ? null : bodies.Unprotect(stored);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
