namespace IdentityDashboard.Features.Mail;

/// <summary>One mail, ready to leave.</summary>
/// <param name="Id">The same at every attempt.</param>
/// <param name="SenderName">Shown beside the configured From address: the account's name.</param>
internal sealed record OutgoingMail(Guid Id, Guid AccountId, string SenderName, string Recipient, string Subject, MailBody Body, string MessageId);

internal enum DeliveryOutcome
{
    Sent,

    /// <summary>May go better later, by itself or once somebody mends the configuration.</summary>
    Retry,

    /// <summary>Would be refused every time.</summary>
    Failed,
}

/// <summary>How far a delivery came, in the order of an SMTP session.</summary>
internal enum DeliveryStage
{
    Connect,
    Encrypt,
    SignIn,
    Accept,
    Done,
}

/// <param name="Why">In words an administrator can act on; null when sent.</param>
/// <param name="Stage">Where it stopped.</param>
internal sealed record DeliveryResult(DeliveryOutcome Outcome, string? Why, DeliveryStage Stage)
{
    public static readonly DeliveryResult Sent = new(DeliveryOutcome.Sent, null, DeliveryStage.Done);

    public static DeliveryResult Retry(DeliveryStage stage, string why) => new(DeliveryOutcome.Retry, why, stage);

    public static DeliveryResult Failed(DeliveryStage stage, string why) => new(DeliveryOutcome.Failed, why, stage);
}

/// <summary>The way mail leaves. A failed delivery is a result; only cancelling throws.</summary>
internal interface IMailTransport
{
    /// <summary>In a few words: <c>smtp.example.com:587 with STARTTLS</c>.</summary>
    string Describe { get; }

    Task<DeliveryResult> SendAsync(OutgoingMail mail, CancellationToken ct);
}
