using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>What people see of themselves.</summary>
public sealed record MyAccountView(string Email, bool EmailVerified, string FullName, IReadOnlyList<HeldRole> Roles);

internal sealed class MyAccountService(IDbContextFactory<DashboardDbContext> dbs, AccessQueries access)
{
    /// <summary>Always about the actor, so it takes no rights.</summary>
    public async Task<Result<MyAccountView>> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var me = await db.Identities.Where(i => i.Id == actor.Id && i.AccountId == actor.AccountId)
            .Select(i => new { i.Email, i.EmailConfirmed, i.FirstName, i.LastName }).FirstOrDefaultAsync(ct);
        if (me is null) return CredentialErrors.NotFound;
        return new MyAccountView(me.Email!, me.EmailConfirmed, Platform.People.PersonName.Join(me.FirstName, me.LastName), await access.OwnAsync(actor, ct));
    }
}
