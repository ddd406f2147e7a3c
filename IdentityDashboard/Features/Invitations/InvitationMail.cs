using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Mail;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <summary>Writes the letter that carries the link, titled as S74 demands.</summary>
internal static class InvitationMail
{
    public static async Task<MailDraft> ComposeAsync(
        DashboardDbContext db, Invitation invitation, string accountName, string applicationName, RoleAtNode? role, string url, string? text, CancellationToken ct)
    {
        var inviterEmail = await db.Identities.Where(i => i.Id == invitation.InvitedById).Select(i => i.Email).FirstOrDefaultAsync(ct);
        return Compose(invitation, inviterEmail, accountName, applicationName, role, url, text);
    }

    /// <param name="text">What the account's settings put into every such letter.</param>
    public static MailDraft Compose(Invitation invitation, string? inviterEmail, string accountName, string applicationName, RoleAtNode? role, string url, string? text)
    {
        var inviter = inviterEmail is null ? invitation.InvitedByName : $"{invitation.InvitedByName} ({inviterEmail})";
        var until = invitation.ExpiresAt.ToString("dddd, d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);
        var facts = new List<MailFact>();
        if (role is not null) facts.Add(new MailFact("You become", $"{role.RoleName} at {role.NodePath}"));
        facts.Add(new MailFact("Works until", until));

        var subject = $"You've been invited to {accountName}";
        var letter = new MailLetter(accountName, subject, $"{invitation.InvitedByName} invited you. The link works until {until}.")
        {
            Greeting = invitation.FirstName.Length == 0 ? "Hello," : $"Hello {invitation.FirstName},",
            Opening = $"{inviter} invited you to {applicationName}.",
            Strong = [invitation.InvitedByName, applicationName],
            Facts = facts,
            Message = text,
            Quote = invitation.Note,
            ButtonText = "Accept invitation",
            Url = url,
            AfterButton = "You choose a password on the next page.",
            Closing = $"Opening the link changes nothing until you press the button there. If you don't know {invitation.InvitedByName}, ignore this mail; without you nothing happens.",
        };
        return letter.ToDraft(invitation.AccountId, invitation.Email, "invitation", invitation.Id);
    }
}
