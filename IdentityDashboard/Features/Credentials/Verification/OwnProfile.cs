using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>What people may write about themselves.</summary>
/// <param name="Synced">It comes from an identity provider, and is changed there.</param>
public sealed record OwnProfileView(string FirstName, string LastName, string? Phone, string Email, bool EmailVerified, bool Synced);

/// <summary>One's own names and telephone number; takes no rights.</summary>
internal sealed class OwnProfile(IDbContextFactory<DashboardDbContext> dbs, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    public const string FirstField = "first_name";
    public const string LastField = "last_name";
    public const string PhoneField = "phone";
    private const string LocalSource = "Local";

    public async Task<OwnProfileView?> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Identities.Where(i => i.Id == actor.Id && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted)
            .Select(i => new OwnProfileView(i.FirstName, i.LastName, i.PhoneNumber, i.Email!, i.EmailConfirmed, i.Source != LocalSource)).FirstOrDefaultAsync(ct);
    }

    public async Task<Result> SaveAsync(Actor actor, string? firstName, string? lastName, string? phone, CancellationToken ct)
    {
        var (first, last) = (PersonName.Clean(firstName), PersonName.Clean(lastName));
        var errors = new FieldErrors();
        errors.Add(FirstField, first.Length == 0 ? "Enter a first name." : PersonName.Problem(first, "A first name"));
        errors.Add(LastField, last.Length == 0 ? "Enter a last name." : PersonName.Problem(last, "A last name"));
        string? number = null;
        if (!string.IsNullOrWhiteSpace(phone) && !PhoneNumber.TryParse(phone, out number)) errors.Add(PhoneField, "Enter the number with its country code, like +44 20 7946 0018.");
        if (errors.Any) return errors.ToError();

        await using var db = await dbs.CreateDbContextAsync(ct);
        var me = await db.Identities.FirstOrDefaultAsync(i => i.Id == actor.Id && i.AccountId == actor.AccountId && i.State == PrincipalState.Active, ct);
        if (me is null || actor.Kind != ActorKind.Identity) return CredentialErrors.NotFound;
        if (me.Source != LocalSource) return EmailErrors.Synced;
        var changed = new Changes().Set(FirstField, me.FirstName, first).Set(LastField, me.LastName, last).Set(PhoneField, me.PhoneNumber, number);
        if (changed.Fields.Count == 0) return Result.Ok;

        (me.FirstName, me.LastName, me.PhoneNumber) = (first, last, number);
        (me.ConcurrencyStamp, me.UpdatedAt) = (Guid.NewGuid().ToString(), clock.GetUtcNow());
        me.Refresh();
        audit.Add(db, actor, AuditActions.UserUpdated, new AuditTarget(AuditTarget.User, me.Id, me.FullName), changed);
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }
}
