using System.Globalization;
using IdentityDashboard.Features.Mail;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>The letters with a link that proves an address.</summary>
internal static class VerificationMail
{
    public const string Purpose = "verification";

    public static MailDraft Verify(AddressHolder holder, EmailVerification link, string url) => new MailLetter(holder.AccountName, $"Verify your email for {holder.AccountName}", $"The link works once, until {Until(link)}.")
    {
        Greeting = Greeting(holder.FirstName),
        Opening = $"Show that {holder.Email} is yours, so that {holder.AccountName} can reach you here.",
        Facts = [new MailFact("Works until", Until(link))],
        ButtonText = "Verify my email",
        Url = url,
        AfterButton = "You confirm it with a button on the next page.",
        Closing = "If you have no account there, ignore this mail: nothing happens.",
    }.ToDraft(holder.AccountId, link.Email, Purpose, link.Id);

    /// <summary>To the address they want instead.</summary>
    public static MailDraft Change(AddressHolder holder, EmailVerification link, string url) => new MailLetter(holder.AccountName, $"Confirm your new email for {holder.AccountName}", $"The link works once, until {Until(link)}.")
    {
        Greeting = Greeting(holder.FirstName),
        Opening = $"{holder.FullName} wants to use {link.Email} at {holder.AccountName} from now on.",
        Facts = [new MailFact("Works until", Until(link))],
        ButtonText = "Confirm this address",
        Url = url,
        AfterButton = "You confirm it with a button on the next page. Until then everything stays as it is.",
        Closing = "If this isn't you, ignore this mail: nothing happens without the button.",
    }.ToDraft(holder.AccountId, link.Email, Purpose, link.Id);

    internal static string Greeting(string firstName) => firstName.Length == 0 ? "Hello," : $"Hello {firstName},";

    private static string Until(EmailVerification link) => link.ExpiresAt.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
