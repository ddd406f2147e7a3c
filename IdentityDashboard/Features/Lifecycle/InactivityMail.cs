using System.Globalization;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>Whom a warning goes to.</summary>
internal sealed record WarnedPerson(Guid Id, string Email, string FirstName, DateTimeOffset LastSeenAt, DateTimeOffset CreatedAt);

/// <summary>The letter that warns somebody of being suspended for not coming; its link starts with the configured address.</summary>
internal sealed class InactivityMail(IOptions<PublicUrlOptions> urls)
{
    public const string Purpose = "inactivity";

    public MailDraft Compose(Guid accountId, string account, string slug, WarnedPerson person, DateTimeOffset until)
    {
        var day = until.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
        return new MailLetter(account, $"Sign in to keep your access to {account}", $"Without a sign-in your access is suspended after {day}.")
        {
            Greeting = $"Hello {person.FirstName},",
            Opening = person.LastSeenAt > DateTimeOffset.UnixEpoch
                ? $"You last signed in to {account} on {person.LastSeenAt.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}. Who doesn't sign in for long is suspended there."
                : $"You have had access to {account} since {person.CreatedAt.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)} and haven't signed in yet. Who doesn't sign in for long is suspended there.",
            Facts = [new MailFact("Sign in until", day)],
            ButtonText = "Sign in",
            Url = $"{urls.Value.Base}/a/{slug}/sign-in",
            AfterButton = "Signing in once is enough: then everything stays as it is.",
            Closing = "If you don't need the access any more, you don't have to do anything. An administrator can bring it back later.",
        }.ToDraft(accountId, person.Email, Purpose, person.Id);
    }
}
