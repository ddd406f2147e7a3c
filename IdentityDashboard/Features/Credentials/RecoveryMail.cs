using System.Globalization;
using IdentityDashboard.Features.Mail;

namespace IdentityDashboard.Features.Credentials;

/// <summary>The letter with the link that sets a password.</summary>
internal static class RecoveryMail
{
    public const string Purpose = "recovery";

    /// <param name="administrator">Who asked for it, when it wasn't the person.</param>
    public static MailDraft Compose(RecoveryPerson person, string? administrator, DateTimeOffset expires, string url)
    {
        var until = expires.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var letter = new MailLetter(person.AccountName, $"Set a new password for {person.AccountName}", $"The link works once, until {until}.")
        {
            Greeting = person.FirstName.Length == 0 ? "Hello," : $"Hello {person.FirstName},",
            Opening = administrator is null
                ? $"Somebody asked for a new password for {person.Email} at {person.AccountName}."
                : $"{administrator} asks you to set a password for {person.Email} at {person.AccountName}.",
            Facts = [new MailFact("Works until", until)],
            ButtonText = "Set a new password",
            Url = url,
            AfterButton = "You choose the password on the next page and are signed in.",
            Closing = administrator is null
                ? "If this wasn't you, ignore this mail: without the link your password stays as it is."
                : "Your password stays as it is until you press the button on that page.",
        };
        return letter.ToDraft(person.AccountId, person.Email, Purpose, person.Id);
    }
}
