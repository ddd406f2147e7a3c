using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <param name="Version">The <see cref="IdentityDetail.Version"/> the form was filled from.</param>
public sealed record IdentityEdit(string FirstName, string LastName, string Email, string? Phone, bool EmailVerified, bool MustChangePassword, string Version)
{
    /// <summary>Custom attributes by key: those named change, an empty value clears. Required ones must be there afterwards.</summary>
    public IReadOnlyDictionary<string, string> Traits { get; init; } = NewIdentity.NoTraits;
}

/// <summary>Changes names, email, phone, flags and custom attributes of a local record.</summary>
internal sealed class IdentityProfile(
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, AttributeWriter attributes, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>One more after a lost race for an address or a unique value: it then sees who has it.</summary>
    private const int Attempts = 2;

    public Task<Result> UpdateAsync(Actor actor, Guid id, IdentityEdit edit, CancellationToken ct) =>
        ChangeAsync(actor, id, edit.Version, (_, errors) => Clean(edit, errors), edit.Traits, ct);

    /// <summary>Custom attributes alone; see <see cref="IdentityEdit.Traits"/>.</summary>
    public Task<Result> SetTraitsAsync(Actor actor, Guid id, IReadOnlyDictionary<string, string> traits, string version, CancellationToken ct) =>
        ChangeAsync(actor, id, version, (identity, _) => CleanEdit.Of(identity), traits, ct);

    /// <summary>Who changed which field since then, the latest of each; also of custom attributes, as <c>traits.key</c>.</summary>
    public async Task<IReadOnlyDictionary<string, ChangedBy>> ChangedSinceAsync(Actor actor, Guid id, DateTimeOffset since, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await grants.CoversAsync(db, actor, Permissions.IdentityManage, id, ct)
            ? await db.ChangedSinceAsync(actor.AccountId, id, since, ct)
            : new Dictionary<string, ChangedBy>(StringComparer.Ordinal);
    }

    private async Task<Result> ChangeAsync(
        Actor actor, Guid id, string version, Func<Identity, FieldErrors, CleanEdit?> edit, IReadOnlyDictionary<string, string> traits, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await dbs.CreateDbContextAsync(ct);
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var (changed, refusal) = await ChangeAsync(db, actor, id, version, edit, traits, ct);
                if (refusal is not null) return refusal;
                if (!changed) return Result.Ok;
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                changes.Publish(actor.AccountId, ChangeTopic.Identities);
                return Result.Ok;
            }
            catch (DbUpdateConcurrencyException)
            {
                return IdentityErrors.Changed;
            }
            catch (DbUpdateException e) when (UniqueViolation.Is(e))
            {
                if (attempt == Attempts) return IdentityErrors.EmailExists;
            }
        }
    }

    private async Task<(bool Changed, Error? Refusal)> ChangeAsync(
        DashboardDbContext db, Actor actor, Guid id, string version, Func<Identity, FieldErrors, CleanEdit?> edit, IReadOnlyDictionary<string, string> traits, CancellationToken ct)
    {
        var identity = await db.Identities.FirstOrDefaultAsync(i => i.Id == id && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted, ct);
        if (identity is null) return (false, IdentityErrors.NotFound);
        if (!await grants.CoversAsync(db, actor, Permissions.IdentityManage, id, ct)) return (false, IdentityErrors.NotCovered);
        if (identity.Source != Identity.LocalSource) return (false, IdentityErrors.Synced);
        if (identity.ConcurrencyStamp != version) return (false, IdentityErrors.Changed);

        var errors = new FieldErrors();
        var changed = new Changes();
        var wanted = edit(identity, errors);
        var extra = await attributes.ChangeAsync(db, actor.AccountId, id, traits, changed, ct);
        errors.Add(extra.Error);
        if (wanted is null || errors.Any) return (false, errors.ToError());
        Apply(identity, wanted, changed);
        if (changed.Fields.Count == 0) return (false, null);

        identity.SearchExtra = extra.Value;
        identity.UpdatedAt = clock.GetUtcNow();
        identity.ConcurrencyStamp = Guid.NewGuid().ToString();
        identity.Refresh();
        audit.Add(db, actor, AuditActions.UserUpdated, new AuditTarget(AuditTarget.User, id, identity.FullName), changed);
        return (true, null);
    }

    private static CleanEdit? Clean(IdentityEdit edit, FieldErrors errors)
    {
        if (!EmailAddress.TryParse(edit.Email, out var email, out var problem)) errors.Add("email", problem);
        var (first, last) = IdentityValidation.Names(edit.FirstName, edit.LastName);
        IdentityValidation.AddNames(errors, first, last);
        var phone = IdentityValidation.Phone(edit.Phone, errors);
        return errors.Any ? null : new CleanEdit(first, last, email.Display, email.Normalized, phone, edit.EmailVerified, edit.MustChangePassword);
    }

    private static void Apply(Identity identity, CleanEdit edit, Changes changed)
    {
        var moved = identity.NormalizedEmail != edit.NormalizedEmail;
        var verified = edit.EmailVerified && (!moved || !identity.EmailConfirmed);
        changed
            .Set("first_name", identity.FirstName, edit.FirstName).Set("last_name", identity.LastName, edit.LastName)
            .Set("email", identity.Email, edit.Email).Set("phone", identity.PhoneNumber, edit.Phone)
            .Set("email_verified", identity.EmailConfirmed, verified).Set("must_change_password", identity.MustChangePassword, edit.MustChangePassword);
        (identity.FirstName, identity.LastName, identity.PhoneNumber) = (edit.FirstName, edit.LastName, edit.Phone);
        (identity.Email, identity.NormalizedEmail) = (edit.Email, edit.NormalizedEmail);
        (identity.UserName, identity.NormalizedUserName) = (edit.Email, edit.NormalizedEmail);
        (identity.EmailConfirmed, identity.MustChangePassword) = (verified, edit.MustChangePassword);
        // A reset link mailed to the old address must not open the account of the new one.
        if (moved) (identity.SecurityStamp, identity.SessionsEnded) = (Guid.NewGuid().ToString("N"), SessionEnd.EmailChanged);
    }

    private sealed record CleanEdit(string FirstName, string LastName, string Email, string NormalizedEmail, string? Phone, bool EmailVerified, bool MustChangePassword)
    {
        public static CleanEdit Of(Identity i) => new(i.FirstName, i.LastName, i.Email!, i.NormalizedEmail!, i.PhoneNumber, i.EmailConfirmed, i.MustChangePassword);
    }
}
