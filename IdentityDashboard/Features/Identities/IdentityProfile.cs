using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Credentials.Verification;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
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
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, SessionGuard sessions, AttributeWriter attributes, IOpenInvitations invitations, FormerAddress former, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>More after a lost race for an address or a unique value: the next then sees who has it.</summary>
    private const int Attempts = 3;

    public Task<Result> UpdateAsync(Actor actor, Guid id, IdentityEdit edit, CancellationToken ct) =>
        ChangeAsync(actor, id, edit.Version, new Wanted((identity, errors) => ProfileValues.Of(identity, edit, errors), edit.Traits), ct);

    /// <summary>Custom attributes alone; see <see cref="IdentityEdit.Traits"/>.</summary>
    public Task<Result> SetTraitsAsync(Actor actor, Guid id, IReadOnlyDictionary<string, string> traits, string version, CancellationToken ct) =>
        ChangeAsync(actor, id, version, new Wanted((identity, _) => ProfileValues.Of(identity), traits), ct);

    /// <summary>What is named, and nothing else.</summary>
    public Task<Result> AmendAsync(Actor actor, Guid id, IdentityAmendment amendment, CancellationToken ct) =>
        ChangeAsync(actor, id, amendment.Version, new Wanted((identity, errors) => ProfileValues.Of(identity, amendment, errors), amendment.Traits) { ClearsOtherTraits = amendment.ClearsTraits }, ct);

    /// <summary>Who changed which field since then, the latest of each; also of custom attributes, as <c>traits.key</c>.</summary>
    public async Task<IReadOnlyDictionary<string, ChangedBy>> ChangedSinceAsync(Actor actor, Guid id, DateTimeOffset since, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await grants.CoversAsync(db, actor, Permissions.IdentityManage, id, ct)
            ? await db.ChangedSinceAsync(actor.AccountId, id, since, ct)
            : new Dictionary<string, ChangedBy>(StringComparer.Ordinal);
    }

    private async Task<Result> ChangeAsync(Actor actor, Guid id, string? version, Wanted wanted, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await dbs.CreateDbContextAsync(ct);
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var (changed, refusal) = await ChangeAsync(db, actor, id, version, wanted, ct);
                if (refusal is not null) return refusal;
                if (!changed) return Result.Ok;
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                former.Wake();
                changes.Publish(actor.AccountId, ChangeTopic.Identities);
                return Result.Ok;
            }
            catch (DbUpdateConcurrencyException)
            {
                // Whoever named no version changes whatever stands now.
                if (version is not null || attempt == Attempts) return IdentityErrors.Changed;
            }
            catch (DbUpdateException e) when (UniqueViolation.Is(e))
            {
                if (attempt == Attempts) return IdentityErrors.EmailExists;
            }
        }
    }

    private async Task<(bool Changed, Error? Refusal)> ChangeAsync(DashboardDbContext db, Actor actor, Guid id, string? version, Wanted wanted, CancellationToken ct)
    {
        var identity = await db.Identities.FirstOrDefaultAsync(i => i.Id == id && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted, ct);
        if (identity is null) return (false, IdentityErrors.NotFound);
        if (!await grants.CoversAsync(db, actor, Permissions.IdentityManage, id, ct)) return (false, IdentityErrors.NotCovered);
        if (identity.Source != Identity.LocalSource) return (false, IdentityErrors.Synced);
        if (version is not null && identity.ConcurrencyStamp != version) return (false, IdentityErrors.Changed);

        var errors = new FieldErrors();
        var changed = new Changes();
        var values = wanted.Values(identity, errors);
        var extra = await attributes.ChangeAsync(db, actor.AccountId, id, await TraitsAsync(db, id, wanted, ct), changed, ct);
        errors.Add(extra.Error);
        if (errors.Any) return (false, errors.ToError());
        var before = identity.NormalizedEmail!;
        var (own, moved) = (actor.Kind == ActorKind.Identity && actor.Id == id, values.NormalizedEmail != before);
        // One's own address is proved by the mailed link, whatever rights one has (A30), and moved only by who shows first who they are (A31).
        if (own) values = values with { EmailVerified = identity.EmailConfirmed && !moved };
        if (own && moved && await sessions.ProblemAsync(db, actor, ct) is { } stale) return (false, stale);
        if (moved) await former.TellMovedAsync(db, actor, id, identity.LastSeenAt != Identity.NeverSeen, ct);
        values.ApplyTo(identity, changed);
        // Neither who has the address next nor who had it before gets what was promised to the other (A46).
        if (moved) await invitations.RevokeForAsync(db, actor, [before, identity.NormalizedEmail!], ct);
        if (changed.Fields.Count == 0) return (false, null);

        identity.SearchExtra = extra.Value;
        identity.UpdatedAt = clock.GetUtcNow();
        identity.ConcurrencyStamp = Guid.NewGuid().ToString();
        identity.Refresh();
        audit.Add(db, actor, AuditActions.UserUpdated, new AuditTarget(AuditTarget.User, id, identity.FullName), changed);
        return (true, null);
    }

    private static async Task<IReadOnlyDictionary<string, string>> TraitsAsync(DashboardDbContext db, Guid id, Wanted wanted, CancellationToken ct)
    {
        if (!wanted.ClearsOtherTraits) return wanted.Traits;
        var held = await (from value in db.AttributeValues where value.IdentityId == id join definition in db.AttributeDefinitions on value.DefinitionId equals definition.Id select definition.Key).ToListAsync(ct);
        var cleared = held.ToDictionary(key => key, _ => "", StringComparer.Ordinal);
        foreach (var (key, value) in wanted.Traits) cleared[key] = value;
        return cleared;
    }

    /// <param name="Traits">See <see cref="IdentityEdit.Traits"/>.</param>
    private sealed record Wanted(Func<Identity, FieldErrors, ProfileValues> Values, IReadOnlyDictionary<string, string> Traits)
    {
        public bool ClearsOtherTraits { get; init; }
    }
}
