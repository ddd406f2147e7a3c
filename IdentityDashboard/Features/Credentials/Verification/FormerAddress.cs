using IdentityDashboard.Data;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>
/// Tells the address somebody has that it shall be, or was, replaced (A31): whoever took an account over can't do it
/// unnoticed. The new address isn't named: where a mistyped one is put right, the old belongs to a stranger.
/// </summary>
internal sealed class FormerAddress(IOptions<PublicUrlOptions> urls, MailOutbox outbox)
{
    public const string Purpose = "email_change";

    public void TellWanted(DashboardDbContext db, AddressHolder holder) => outbox.Enqueue(db, Letter(
        holder.AccountName, holder.FirstName, "Your email is about to change",
        $"Somebody signed in as you at {holder.AccountName} asked to replace {holder.Email} by another address.",
        "If this wasn't you, change your password now: that calls it off and signs everybody else out.").ToDraft(holder.AccountId, holder.Email, Purpose, null));

    /// <param name="administrator">Who did it, when it wasn't the person.</param>
    public void TellMoved(DashboardDbContext db, AddressHolder before, string? administrator) => outbox.Enqueue(db, Letter(
        before.AccountName, before.FirstName, "Your email was changed",
        administrator is null ? $"{before.Email} was replaced by another address at {before.AccountName}." : $"{administrator} replaced {before.Email} by another address at {before.AccountName}.",
        "If you didn't expect this, tell an administrator at once: whoever has the new address can reset your password.").ToDraft(before.AccountId, before.Email, Purpose, null));

    /// <summary>
    /// The same for a change by somebody else, within their transaction and before it is saved. An address that was never
    /// verified, of somebody who never signed in, may be anybody's: it isn't told.
    /// </summary>
    public async Task TellMovedAsync(DashboardDbContext db, Actor actor, Guid identityId, bool everSeen, CancellationToken ct)
    {
        var before = await AddressHolder.Of(db, actor.AccountId, identityId).FirstOrDefaultAsync(ct);
        if (before is null || !(before.Verified || everSeen)) return;
        TellMoved(db, before, actor.Kind == ActorKind.Identity && actor.Id == identityId ? null : actor.Name);
    }

    public void Wake() => outbox.Wake();

    private MailLetter Letter(string accountName, string firstName, string subject, string opening, string closing) => new(accountName, $"{subject} at {accountName}", opening)
    {
        Greeting = VerificationMail.Greeting(firstName),
        Opening = opening,
        ButtonText = "Look at my account",
        Url = $"{urls.Value.Base}/account",
        AfterButton = "You see there who is signed in as you.",
        Closing = closing,
    };
}
