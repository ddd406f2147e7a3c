using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Protection;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Recovery;

/// <summary>An Owner as the command line names them.</summary>
internal sealed record KnownOwner(Guid Id, Guid AccountId, string AccountName, string AccountSlug, string Email, string FullName, PrincipalState State);

/// <summary>
/// A way back in for an Owner nobody inside can help. Whoever can run it on the server has the database and the keys in
/// any case, so it asks for no rights.
/// </summary>
internal sealed class OwnerRecovery(IDbContextFactory<DashboardDbContext> dbs, RecoveryLinks links, SignInUnlock locks, AuditLog audit)
{
    /// <summary>Of every account, by account and address; people who are deleted own nothing.</summary>
    public async Task<IReadOnlyList<KnownOwner>> OwnersAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await (from owner in db.AccountOwners
                      join account in db.Accounts on owner.AccountId equals account.Id
                      join person in db.Identities on owner.IdentityId equals person.Id
                      where person.State != PrincipalState.Deleted
                      orderby account.Slug, person.NormalizedEmail
                      select new KnownOwner(person.Id, account.Id, account.Name, account.Slug, person.Email!, person.FirstName + " " + person.LastName, person.State)).ToListAsync(ct);
    }

    /// <summary>Unlocks them and answers a link that works once, for an hour.</summary>
    public async Task<(string Url, DateTimeOffset ExpiresAt)> RecoverAsync(KnownOwner owner, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var person = (await RecoveryLinks.PersonAsync(db, owner.AccountId, owner.Id, ct))!;
        await locks.ClearAsync(db, person, ct);
        var made = await links.AddAsync(db, person, RecoveryLink.Lifetime, mailed: false, codeHash: null, ct);
        audit.Add(db, Actor.System(owner.AccountId, "Command line"), AuditActions.OwnerRecovered, new AuditTarget(AuditTarget.User, person.Id, person.FullName));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return made;
    }
}
