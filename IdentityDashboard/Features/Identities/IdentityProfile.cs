using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <param name="Version">The <see cref="IdentityDetail.Version"/> the form was filled from.</param>
public sealed record IdentityEdit(string FirstName, string LastName, string Email, string? Phone, bool EmailVerified, bool MustChangePassword, string Version);

/// <summary>Changes names, email, phone and flags of a local record.</summary>
internal sealed class IdentityProfile(
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    public async Task<Result> UpdateAsync(Actor actor, Guid id, IdentityEdit edit, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (!EmailAddress.TryParse(edit.Email, out var email, out var problem)) errors.Add("email", problem);
        var (first, last) = IdentityValidation.Names(edit.FirstName, edit.LastName);
        IdentityValidation.AddNames(errors, first, last);
        var phone = IdentityValidation.Phone(edit.Phone, errors);
        if (errors.Any) return errors.ToError();

        await using var db = await dbs.CreateDbContextAsync(ct);
        var identity = await db.Identities.FirstOrDefaultAsync(i => i.Id == id && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted, ct);
        if (identity is null) return IdentityErrors.NotFound;
        if (!await grants.CoversAsync(db, actor, Permissions.IdentityManage, id, ct)) return IdentityErrors.NotCovered;
        if (identity.Source != Identity.LocalSource) return IdentityErrors.Synced;
        if (identity.ConcurrencyStamp != edit.Version) return IdentityErrors.Changed;

        var moved = identity.NormalizedEmail != email.Normalized;
        var verified = edit.EmailVerified && (!moved || !identity.EmailConfirmed);
        var changed = new Changes()
            .Set("first_name", identity.FirstName, first).Set("last_name", identity.LastName, last)
            .Set("email", identity.Email, email.Display).Set("phone", identity.PhoneNumber, phone)
            .Set("email_verified", identity.EmailConfirmed, verified).Set("must_change_password", identity.MustChangePassword, edit.MustChangePassword);
        if (changed.Fields.Count == 0) return Result.Ok;

        (identity.FirstName, identity.LastName, identity.PhoneNumber) = (first, last, phone);
        (identity.Email, identity.NormalizedEmail) = (email.Display, email.Normalized);
        (identity.UserName, identity.NormalizedUserName) = (email.Display, email.Normalized);
        (identity.EmailConfirmed, identity.MustChangePassword) = (verified, edit.MustChangePassword);
        identity.UpdatedAt = clock.GetUtcNow();
        identity.ConcurrencyStamp = Guid.NewGuid().ToString();
        // A reset link mailed to the old address must not open the account of the new one.
        if (moved) (identity.SecurityStamp, identity.SessionsEnded) = (Guid.NewGuid().ToString("N"), SessionEnd.EmailChanged);
        identity.Refresh();
        audit.Add(db, actor, AuditActions.UserUpdated, new AuditTarget(AuditTarget.User, id, identity.FullName), changed);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return IdentityErrors.Changed;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return IdentityErrors.EmailExists;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }
}
