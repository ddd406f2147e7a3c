using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>
/// Writes a new password in the caller's transaction. A new security stamp goes with it: every session and every
/// link made before ends (A16, A45).
/// </summary>
internal sealed class PasswordWriter(SignInThrottle throttle, MailOutbox outbox, AuditLog audit, TimeProvider clock)
{
    /// <param name="provesAddress">The password was set through a mailed link.</param>
    /// <returns>False when the password, state or rights of the person changed meanwhile.</returns>
    public async Task<bool> SetAsync(DashboardDbContext db, RecoveryPerson person, string hash, bool provesAddress, Actor actor, CancellationToken ct)
    {
        var (now, stamp, version) = (clock.GetUtcNow(), Guid.NewGuid().ToString("N"), Guid.NewGuid().ToString());
        var written = await db.Identities.Where(i => i.Id == person.Id && i.SecurityStamp == person.SecurityStamp && i.State == PrincipalState.Active)
            .ExecuteUpdateAsync(s => s
                .SetProperty(i => i.PasswordHash, hash)
                .SetProperty(i => i.PasswordChangedAt, now)
                .SetProperty(i => i.SecurityStamp, stamp)
                .SetProperty(i => i.SessionsEnded, SessionEnd.PasswordChanged)
                .SetProperty(i => i.ConcurrencyStamp, version)
                .SetProperty(i => i.MustChangePassword, false)
                .SetProperty(i => i.EmailConfirmed, i => i.EmailConfirmed || provesAddress)
                .SetProperty(i => i.LockoutEnd, (DateTimeOffset?)null)
                .SetProperty(i => i.UpdatedAt, now), ct);
        if (written == 0) return false;

        await PasswordHistory.KeepAsync(db, person, now, ct);
        await db.RecoveryLinks.Where(l => l.IdentityId == person.Id && l.UsedAt == null).ExecuteUpdateAsync(s => s.SetProperty(l => l.UsedAt, now), ct);
        await outbox.CancelAsync(db, person.Id, ct);
        await throttle.ForgetAsync(db, person.AccountId, AttemptLimit.Password, person.NormalizedEmail, ct);
        audit.Add(db, actor, AuditActions.PasswordChanged, new AuditTarget(AuditTarget.User, person.Id, person.FullName));
        await db.SaveChangesAsync(ct);
        return true;
    }
}
