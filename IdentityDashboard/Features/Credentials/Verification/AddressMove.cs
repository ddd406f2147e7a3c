using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>
/// Gives somebody the address they proved, in the caller's transaction. A new security stamp goes with it: every session
/// and every link made before ends, those mailed to the old address among them.
/// </summary>
internal sealed class AddressMove(FormerAddress former, MailOutbox outbox, AuditLog audit, TimeProvider clock)
{
    /// <summary>Saves; the caller commits when it answers null.</summary>
    public async Task<Error?> MoveAsync(DashboardDbContext db, AddressHolder holder, EmailAddress to, string? ip, CancellationToken ct)
    {
        if (await IsTakenAsync(db, holder, to, ct)) return EmailErrors.Unusable;
        var person = await db.Identities.FirstAsync(i => i.Id == holder.Id, ct);
        var changed = new Changes().Set("email", person.Email, to.Display).Set("email_verified", person.EmailConfirmed, true);
        (person.Email, person.NormalizedEmail, person.UserName, person.NormalizedUserName) = (to.Display, to.Normalized, to.Display, to.Normalized);
        (person.EmailConfirmed, person.SecurityStamp, person.SessionsEnded) = (true, Guid.NewGuid().ToString("N"), SessionEnd.EmailChanged);
        (person.ConcurrencyStamp, person.UpdatedAt) = (Guid.NewGuid().ToString(), clock.GetUtcNow());
        person.Refresh();
        await db.RecoveryLinks.Where(l => l.IdentityId == holder.Id).ExecuteDeleteAsync(ct);
        await outbox.CancelAsync(db, holder.Id, ct);
        former.TellMoved(db, holder, administrator: null);
        audit.Add(db, holder.Themselves(ip), AuditActions.UserUpdated, new AuditTarget(AuditTarget.User, holder.Id, holder.FullName), changed);
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || UniqueViolation.Is(e))
        {
            return EmailErrors.Unusable;
        }
    }

    public static Task<bool> IsTakenAsync(DashboardDbContext db, AddressHolder holder, EmailAddress address, CancellationToken ct) =>
        db.Identities.AnyAsync(i => i.AccountId == holder.AccountId && i.NormalizedEmail == address.Normalized && i.Id != holder.Id && i.State != PrincipalState.Deleted, ct);
}
