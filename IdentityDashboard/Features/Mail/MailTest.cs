using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Mail;

public enum MailStepState
{
    Done,
    Failed,
    NotReached,
}

public sealed record MailStep(string Text, MailStepState State);

/// <param name="Why">What to do about it, in words; null when the mail was accepted.</param>
/// <param name="Steps">How far it came, in order.</param>
public sealed record MailTestOutcome(string Recipient, string? Why, IReadOnlyList<MailStep> Steps)
{
    public bool Succeeded => Why is null;
}

/// <summary>Sends one mail now, past the outbox, and tells how it went.</summary>
internal sealed class MailTest(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, AuditLog audit, IMailTransport transport, MailStatus status, MailLooks looks,
    SmtpProbe probe, IOptions<PublicUrlOptions> publicUrl, ChangeFeed changes)
{
    /// <summary>To the actor's own address; takes up to 45 seconds when the server doesn't answer.</summary>
    public async Task<Result<MailTestOutcome>> SendAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        if (!status.IsConfigured) return MailErrors.NotConfigured;
        var recipient = await db.Identities.Where(i => i.Id == actor.Id && i.AccountId == actor.AccountId).Select(i => i.Email).FirstOrDefaultAsync(ct);
        if (recipient is null) return MailErrors.NoAddress;
        var account = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);

        var id = Guid.CreateVersion7();
        var letter = Letter(actor, account).ToDraft(actor.AccountId, recipient, "test", null);
        var body = (await looks.OfAsync(db, actor.AccountId, ct)).On(new MailBody(letter.Text, letter.Html), account);
        var (why, steps) = await TryAsync(new OutgoingMail(id, actor.AccountId, account, recipient, letter.Subject, body, MailOutbox.MessageIdOf(id)), ct);

        audit.Add(db, actor, AuditActions.MailTested, new AuditTarget(AuditTarget.Mail, id, recipient), new Changes().Set("outcome", null, why ?? "Accepted"));
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Mail);
        return new MailTestOutcome(recipient, why, steps);
    }

    private MailLetter Letter(Actor actor, string account) => new(account, $"A test mail from {account}", "Mail leaves and arrives.")
    {
        Greeting = "Hello,",
        Opening = $"{actor.Name} sent this mail from the settings of {account} to see whether mail arrives. It does.",
        Strong = [actor.Name, account],
        ButtonText = "Open the dashboard",
        Url = publicUrl.Value.Base,
        AfterButton = "Invitations and reset links take the same way.",
        Closing = "Nothing needs to be done. The test stands in the audit as mail.tested.",
    };

    /// <summary>First step by step without a mail; then the mail, by the way every mail takes.</summary>
    private async Task<(string? Why, IReadOnlyList<MailStep> Steps)> TryAsync(OutgoingMail mail, CancellationToken ct)
    {
        if (status.Mode != MailMode.Smtp)
        {
            var kept = await transport.SendAsync(mail, ct);
            return (kept.Why, [new MailStep(kept.Why is null ? "Kept in the app: read it at /dev/mail" : "Keep it in the app", StateOf(kept))]);
        }

        var walked = await probe.WalkAsync(mail.Recipient, ct);
        if (walked.Why is not null) return (walked.Why, [.. walked.Steps, new MailStep("Hand over the mail", MailStepState.NotReached)]);
        var result = await transport.SendAsync(mail, ct);
        return (result.Why, [.. walked.Steps, new MailStep(result.Why is null ? "The mail was handed over and taken" : "Hand over the mail", StateOf(result))]);
    }

    private static MailStepState StateOf(DeliveryResult result) => result.Why is null ? MailStepState.Done : MailStepState.Failed;
}
