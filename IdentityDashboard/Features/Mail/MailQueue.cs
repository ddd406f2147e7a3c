using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Mail;

/// <summary>A mail of the outbox as the queue shows it.</summary>
/// <param name="Sending">Somebody holds its lease now.</param>
/// <param name="NextAttemptAt">Only while it waits.</param>
/// <param name="Error">Why the last attempt failed, in words.</param>
/// <param name="CanRetry">Its body is still there: of a failed one it is gone, a new mail carries a new link.</param>
public sealed record MailQueueRow(
    Guid Id, string Recipient, string Subject, MailState State, bool Sending, int Attempts, DateTimeOffset At, DateTimeOffset? NextAttemptAt, string? Error, bool CanRetry);

/// <summary>Shows Owners what became of mail: what failed first, then the newest.</summary>
internal sealed class MailQueue(IDbContextFactory<DashboardDbContext> dbs, AccessService access, OutboxSignal signal, ChangeFeed changes, TimeProvider clock)
{
    public const int PageSize = 50;
    private const char FailedPart = 'f';
    private const char OtherPart = 'o';

    /// <param name="cursor">From <see cref="Page{T}.Next"/>; null begins at the start.</param>
    public async Task<Result<Page<MailQueueRow>>> PageAsync(Actor actor, string? cursor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var (part, after) = Decode(cursor);
        var rows = part == FailedPart ? await ReadAsync(db, actor, failed: true, after, PageSize + 1, ct) : [];
        var failedRows = rows.Count;
        if (failedRows <= PageSize) rows.AddRange(await ReadAsync(db, actor, failed: false, part == OtherPart ? after : null, PageSize + 1 - failedRows, ct));
        if (rows.Count <= PageSize) return new Page<MailQueueRow>(rows, Next: null, Previous: null);

        rows.RemoveAt(PageSize);
        var last = rows[^1];
        return new Page<MailQueueRow>(rows, Next: $"{(last.State == MailState.Failed ? FailedPart : OtherPart)}{last.Id:N}", Previous: null);
    }

    /// <summary>Makes a waiting mail due at once.</summary>
    public async Task<Result> RetryAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var now = clock.GetUtcNow();
        var due = await db.MailOutbox
            .Where(m => m.Id == id && m.AccountId == actor.AccountId && m.ProtectedBody != null && (m.State == MailState.Queued || m.State == MailState.Failed))
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.NextAttemptAt, now).SetProperty(m => m.State, MailState.Queued), ct);
        if (due == 0) return MailErrors.NothingToRetry;
        signal.Raise();
        changes.Publish(actor.AccountId, ChangeTopic.Mail);
        return Result.Ok;
    }

    // Ids are made in the order of time, so they page by themselves.
    private async Task<List<MailQueueRow>> ReadAsync(DashboardDbContext db, Actor actor, bool failed, Guid? after, int take, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = db.MailOutbox.Where(m => m.AccountId == actor.AccountId && (failed ? m.State == MailState.Failed : m.State != MailState.Failed));
        if (after is { } id) rows = rows.Where(m => m.Id.CompareTo(id) < 0);
        return await rows.OrderByDescending(m => m.Id).Take(take).Select(m => new MailQueueRow(
            m.Id, m.Recipient, m.Subject, m.State, m.State == MailState.Queued && m.LeaseUntil > now, m.Attempts, m.CreatedAt,
            m.State == MailState.Queued ? m.NextAttemptAt : null, m.LastError,
            m.ProtectedBody != null && (m.State == MailState.Queued || m.State == MailState.Failed))).ToListAsync(ct);
    }

    private static (char Part, Guid? After) Decode(string? cursor) =>
        cursor?.Length > 1 && cursor[0] is FailedPart or OtherPart && Guid.TryParseExact(cursor.AsSpan(1), "N", out var after) ? (cursor[0], after) : (FailedPart, null);
}
