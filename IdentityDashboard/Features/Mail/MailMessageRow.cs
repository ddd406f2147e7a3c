using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Mail;

public enum MailState
{
    Queued,
    Sent,
    Failed,
    Cancelled,
}

/// <summary>
/// A mail waiting in the outbox: written in the transaction of the act it belongs to, delivered by the worker.
/// The body is encrypted, because it may carry a link, and blanked once delivered or given up.
/// </summary>
public sealed class MailMessageRow
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public required string Recipient { get; init; }

    public required string Subject { get; init; }

    /// <summary>What the mail is for: <c>invitation</c>, <c>recovery</c>, <c>test</c>.</summary>
    public required string Purpose { get; init; }

    /// <summary>The invitation or identity it is about.</summary>
    public Guid? RelatedId { get; init; }

    public byte[]? ProtectedBody { get; set; }

    /// <summary>The same at every attempt, so that a second copy can be told from a second mail (R4).</summary>
    public required string MessageId { get; init; }

    public MailState State { get; set; }

    public int Attempts { get; set; }

    public DateTimeOffset NextAttemptAt { get; set; }

    /// <summary>Who is sending it now; only that worker may write the outcome.</summary>
    public Guid? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>Why the last attempt failed, in words an administrator can act on.</summary>
    public string? LastError { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? SentAt { get; set; }
}

/// <summary>A mail kept in the app instead of being sent, read at <c>/dev/mail</c>.</summary>
public sealed class DevboxMail
{
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid AccountId { get; init; }

    public required string Recipient { get; init; }

    public required string Subject { get; init; }

    public required byte[] ProtectedBody { get; init; }

    public DateTimeOffset At { get; init; }
}

internal sealed class MailMessageConfiguration : IEntityTypeConfiguration<MailMessageRow>
{
    public void Configure(EntityTypeBuilder<MailMessageRow> builder)
    {
        builder.ToTable("mail_outbox");
        builder.Property(m => m.Recipient).HasMaxLength(254);
        builder.Property(m => m.Subject).HasMaxLength(255);
        builder.Property(m => m.Purpose).HasMaxLength(40);
        builder.Property(m => m.MessageId).HasMaxLength(120);
        builder.Property(m => m.LastError).HasMaxLength(500);
        builder.HasIndex(m => new { m.State, m.NextAttemptAt });
        builder.HasIndex(m => new { m.AccountId, m.CreatedAt });
        builder.HasIndex(m => m.RelatedId);
    }
}

internal sealed class DevboxMailConfiguration : IEntityTypeConfiguration<DevboxMail>
{
    public void Configure(EntityTypeBuilder<DevboxMail> builder)
    {
        builder.ToTable("devbox_mail");
        builder.Property(m => m.Recipient).HasMaxLength(254);
        builder.Property(m => m.Subject).HasMaxLength(255);
        builder.HasIndex(m => new { m.AccountId, m.At });
    }
}
