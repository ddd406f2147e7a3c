using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Credentials.Policy;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>Whom the account's policy obliges to have a second factor.</summary>
internal sealed class MfaRequirement(TimeProvider clock)
{
    /// <summary>What makes an administrator: every dashboard permission but asking for access.</summary>
    private static readonly string[] AdministratorKeys = [.. Permissions.BuiltIn.Select(p => p.Key).Where(key => key != Permissions.AccessRequest)];

    public async Task<bool> IsRequiredAsync(DashboardDbContext db, SecurityPolicy policy, Guid identityId, CancellationToken ct) => policy.Mfa switch
    {
        MfaPolicy.Required => true,
        MfaPolicy.RequiredForAdministrators => await IsAdministratorAsync(db, identityId, ct),
        _ => false,
    };

    /// <summary>Owners, and whoever holds such a permission anywhere now, directly or through a group.</summary>
    public async Task<bool> IsAdministratorAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        if (await db.AccountOwners.AnyAsync(o => o.IdentityId == identityId, ct)) return true;
        var now = clock.GetUtcNow();
        return await HeldNow.Of(db, Administering(db, now), identityId, now).AnyAsync(ct);
    }

    /// <summary>The active people of the account whom a policy would oblige and who have no factor.</summary>
    public IQueryable<Guid> Lacking(DashboardDbContext db, Guid accountId, MfaPolicy policy)
    {
        var lacking = db.Identities.Where(i => i.AccountId == accountId && !i.TwoFactorEnabled && i.State == Platform.PrincipalState.Active).Select(i => i.Id);
        if (policy == MfaPolicy.Required) return lacking;
        var now = clock.GetUtcNow();
        var administrators = HeldNow.People(db, Administering(db, now).Where(a => a.AccountId == accountId), now)
            .Union(db.AccountOwners.Where(o => o.AccountId == accountId).Select(o => o.IdentityId));
        return administrators.Where(id => lacking.Contains(id));
    }

    private static IQueryable<Assignment> Administering(DashboardDbContext db, DateTimeOffset now) => HeldNow.Assignments(db, now)
        .Where(a => db.RolePermissions.Any(g => g.RoleId == a.RoleId && db.Permissions.Any(p => p.Id == g.PermissionId && AdministratorKeys.Contains(p.Key))));
}
