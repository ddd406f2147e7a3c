using IdentityDashboard.Features.Mail;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>Tells people what happened to their ways of signing in: whoever didn't do it themselves learns of it.</summary>
internal static class FactorMail
{
    public const string Purpose = "security";

    /// <param name="what">One sentence.</param>
    /// <param name="baseUrl">From the configured address, never from a request (A14).</param>
    public static MailDraft Compose(RecoveryPerson person, string subject, string what, string baseUrl)
    {
        var letter = new MailLetter(person.AccountName, $"{subject} at {person.AccountName}", what)
        {
            Greeting = person.FirstName.Length == 0 ? "Hello," : $"Hello {person.FirstName},",
            Opening = what,
            ButtonText = "Look at your account",
            Url = $"{baseUrl}/account",
            AfterButton = "There you see and change how you sign in.",
            Closing = "If this wasn’t you, or comes as a surprise, change your password and tell your administrator.",
        };
        return letter.ToDraft(person.AccountId, person.Email, Purpose, relatedId: null);
    }
}
