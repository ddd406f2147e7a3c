using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <param name="Version">Goes back with an edit, so that nobody overwrites a change they haven't seen.</param>
/// <param name="MayManage">The caller's rights cover everything this person holds; otherwise the page only shows.</param>
/// <param name="MayManageCredentials">The same for reset links.</param>
public sealed record IdentityDetail(
    Guid Id, string FirstName, string LastName, string Email, string? Phone, PrincipalState State, bool IsLocked, string Source, string? ExternalId,
    bool EmailVerified, bool MustChangePassword, bool HasPassword, bool IsOwner, DateTimeOffset LastSeenAt, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    IReadOnlyList<string> Applications, string Version, bool MayManage, bool MayManageCredentials, bool IsSelf)
{
    /// <summary>Custom attributes that have a value, by key.</summary>
    public IReadOnlyDictionary<string, string> Traits { get; init; } = NewIdentity.NoTraits;

    /// <summary>When passwords are looked at again, after too many wrong ones; null while they are.</summary>
    public DateTimeOffset? LockedUntil { get; init; }

    /// <summary>Set while the record only waits to be restored; nothing else of it can be changed then.</summary>
    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>When they are to be off-boarded; null when nobody has planned it.</summary>
    public PlannedEndView? End { get; init; }

    public string FullName => Platform.People.PersonName.Join(FirstName, LastName);
}

/// <summary>One person, for their page; somebody deleted for Owners only.</summary>
internal sealed class IdentityDetails(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, GrantGuard grants, AttributeQueries attributes, TimeProvider clock)
{
    public async Task<Result<IdentityDetail>> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var i = await db.Identities.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id && x.AccountId == actor.AccountId, ct);
        if (i is null || !await MaySeeAsync(db, actor, i, ct)) return IdentityErrors.NotFound;
        var isDeleted = i.State == PrincipalState.Deleted;
        var traits = await attributes.ValuesOfAsync(actor.AccountId, [id], ct);
        var applications = await (from m in db.AppMemberships where m.IdentityId == id join a in db.Applications on m.ApplicationId equals a.Id orderby a.Name select a.Name).ToListAsync(ct);
        var end = await db.PlannedEnds.Where(e => e.IdentityId == id).Select(e => new PlannedEndView(e.At, e.Reason, e.EndsKeys, e.PlannedByName, e.Problem)).FirstOrDefaultAsync(ct);
        return new IdentityDetail(
            i.Id, i.FirstName, i.LastName, i.Email!, i.PhoneNumber, i.State, i.LockoutEnd > clock.GetUtcNow(), i.Source, i.ExternalId,
            i.EmailConfirmed, i.MustChangePassword, i.PasswordHash is not null, await db.AccountOwners.AnyAsync(o => o.IdentityId == id, ct),
            i.LastSeenAt, i.CreatedAt, i.UpdatedAt, applications, i.ConcurrencyStamp!,
            !isDeleted && await grants.CoversAsync(db, actor, Permissions.IdentityManage, id, ct),
            !isDeleted && await grants.CoversAsync(db, actor, Permissions.CredentialManage, id, ct),
            IsSelf: actor.Kind == ActorKind.Identity && actor.Id == id)
        {
            Traits = traits.GetValueOrDefault(id) ?? NewIdentity.NoTraits, DeletedAt = isDeleted ? i.DeletedAt : null, End = end,
            LockedUntil = i.LockoutEnd > clock.GetUtcNow() ? i.LockoutEnd : null,
        };
    }

    /// <summary>Is there somebody by this id whom the actor sees, or would see if they weren't deleted?</summary>
    public async Task<bool> KnowsAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var identity = await db.Identities.AsNoTracking().FirstOrDefaultAsync(i => i.Id == id && i.AccountId == actor.AccountId, ct);
        return identity is not null && (await access.IsOwnerAsync(db, actor, ct) || await SeesAsync(db, actor, id, ct));
    }

    /// <summary>Owners see everybody; others the members of applications in whose environments they may read, or who has a role where they may.</summary>
    private async Task<bool> MaySeeAsync(DashboardDbContext db, Actor actor, Identity identity, CancellationToken ct)
    {
        if (await access.IsOwnerAsync(db, actor, ct)) return true;
        return identity.State != PrincipalState.Deleted && await SeesAsync(db, actor, identity.Id, ct);
    }

    private async Task<bool> SeesAsync(DashboardDbContext db, Actor actor, Guid id, CancellationToken ct)
    {
        var environments = await (from m in db.AppMemberships
                                  where m.IdentityId == id
                                  join e in db.Environments on m.ApplicationId equals e.ApplicationId
                                  select e.Id).ToListAsync(ct);
        foreach (var environment in environments)
        {
            if (await access.AllowsInEnvironmentAsync(db, actor, Permissions.IdentityRead, environment, ct)) return true;
        }

        return await sights.SeesPersonAsync(db, await sights.BelowRootsAsync(db, actor, ct), id, ct);
    }
}
