using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Mail;

/// <summary>A mail as its feature composed it.</summary>
/// <param name="Purpose"><c>invitation</c>, <c>recovery</c>, <c>access_request</c> or <c>test</c>.</param>
/// <param name="RelatedId">What it is about, so that an outdated one can be called off.</param>
public sealed record MailDraft(Guid AccountId, string Recipient, string Subject, string Text, string Html, string Purpose, Guid? RelatedId);

/// <summary>Puts mail into the caller's transaction; the worker delivers it after the commit.</summary>
internal sealed class MailOutbox(MailBodies bodies, TimeProvider clock, OutboxSignal signal)
{
    public void Enqueue(DashboardDbContext db, MailDraft draft)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7();
        db.MailOutbox.Add(new MailMessageRow
        {
            Id = id,
            AccountId = draft.AccountId,
            Recipient = draft.Recipient,
            Subject = draft.Subject,
            Purpose = draft.Purpose,
            RelatedId = draft.RelatedId,
            ProtectedBody = bodies.Protect(new MailBody(draft.Text, draft.Html)),
            MessageId = MessageIdOf(id),
            CreatedAt = now,
            NextAttemptAt = now,
        });
    }

    /// <summary>The same at every attempt, and in every process.</summary>
    public static string MessageIdOf(Guid id) => $"<{id:N}@identity-dashboard>";

    /// <summary>To be called after the commit: the worker then doesn't wait for its next look.</summary>
    public void Wake() => signal.Raise();

    /// <summary>Calls off what still waits about something: its link no longer works.</summary>
    public Task CancelAsync(DashboardDbContext db, Guid relatedId, CancellationToken ct) =>
        db.MailOutbox.Where(m => m.RelatedId == relatedId && m.State == MailState.Queued)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.State, MailState.Cancelled).SetProperty(m => m.ProtectedBody, (byte[]?)null), ct);

    public Task CancelAsync(DashboardDbContext db, IReadOnlyCollection<Guid> relatedIds, CancellationToken ct) =>
        db.MailOutbox.Where(m => m.RelatedId != null && relatedIds.Contains(m.RelatedId.Value) && m.State == MailState.Queued)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.State, MailState.Cancelled).SetProperty(m => m.ProtectedBody, (byte[]?)null), ct);

    /// <summary>How the newest mail about each thing fares, for the lists that show it.</summary>
    public static async Task<IReadOnlyDictionary<Guid, MailDelivery>> DeliveriesAsync(DashboardDbContext db, IReadOnlyCollection<Guid> relatedIds, CancellationToken ct)
    {
        var rows = await db.MailOutbox.Where(m => m.RelatedId != null && relatedIds.Contains(m.RelatedId.Value) && m.State != MailState.Cancelled)
            .Select(m => new { Id = m.RelatedId!.Value, m.CreatedAt, m.State, m.LastError, m.Attempts }).ToListAsync(ct);
        return rows.GroupBy(r => r.Id).ToDictionary(g => g.Key, g =>
        {
            var newest = g.MaxBy(r => r.CreatedAt)!;
            return new MailDelivery(newest.State, newest.Attempts, newest.LastError);
        });
    }
}

/// <param name="Error">In words an administrator can act on.</param>
public sealed record MailDelivery(MailState State, int Attempts, string? Error);
