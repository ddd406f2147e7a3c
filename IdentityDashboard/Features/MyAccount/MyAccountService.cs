using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.MyAccount;

/// <summary>What people see of themselves.</summary>
/// <param name="HasPassword">Who has none signs in with a passkey, or by a link that lets them set one.</param>
/// <param name="Groups">With the groups through which they are in it, if they weren't put into it.</param>
public sealed record MyAccountView(string Email, bool EmailVerified, string FullName, bool HasPassword, IReadOnlyList<HeldRole> Roles, IReadOnlyList<OwnGroup> Groups);

internal sealed class MyAccountService(IDbContextFactory<DashboardDbContext> dbs, AccessQueries access, GroupQueries groups)
{
    private static readonly Error Gone = CommonErrors.NotFound("person");

    /// <summary>Always about the actor, so it takes no rights.</summary>
    public async Task<Result<MyAccountView>> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var me = await db.Identities.Where(i => i.Id == actor.Id && i.AccountId == actor.AccountId)
            .Select(i => new { i.Email, i.EmailConfirmed, i.FirstName, i.LastName, HasPassword = i.PasswordHash != null }).FirstOrDefaultAsync(ct);
        if (me is null) return Gone;
        var name = PersonName.Join(me.FirstName, me.LastName);
        return new MyAccountView(me.Email!, me.EmailConfirmed, name, me.HasPassword, await access.OwnAsync(actor, ct), await groups.OwnAsync(actor, ct));
    }
}
