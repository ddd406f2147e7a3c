using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Mail;

/// <summary>Keeps mail in the app, encrypted as it was in the outbox.</summary>
internal sealed class DevboxTransport(IDbContextFactory<DashboardDbContext> dbs, MailBodies bodies, TimeProvider clock) : IMailTransport
{
    public string Describe => "Kept in the app, at /dev/mail";

    public async Task<DeliveryResult> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        db.DevboxMail.Add(new DevboxMail
        {
            Id = mail.Id,
            AccountId = mail.AccountId,
            Recipient = mail.Recipient,
            Subject = mail.Subject,
            ProtectedBody = bodies.Protect(mail.Body),
            At = clock.GetUtcNow(),
        });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            // An earlier attempt kept it and was ended before it could say so (R4).
        }

        return DeliveryResult.Sent;
    }
}
