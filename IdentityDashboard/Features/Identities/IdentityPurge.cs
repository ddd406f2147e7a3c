using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Erases people for good once they have been deleted for 30 days. The audit keeps their names: it is the record.
/// Several instances may do it at once; each person is erased, and recorded, once.
/// </summary>
internal sealed class IdentityPurge(IDbContextFactory<DashboardDbContext> dbs, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private const int Batch = 200;

    /// <returns>How many were erased.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var erased = 0;
        while (await EraseAsync(ct) is > 0 and var count) erased += count;
        return erased;
    }

    private async Task<int> EraseAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var before = clock.GetUtcNow() - IdentityRestore.Kept;
        var due = await db.Identities.Where(i => i.DeletedAt != null && i.DeletedAt <= before && i.State == PrincipalState.Deleted).OrderBy(i => i.DeletedAt).Take(Batch)
            .Select(i => new { i.Id, i.AccountId, i.FirstName, i.LastName }).ToListAsync(ct);
        if (due.Count == 0) return 0;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var ids = due.ConvertAll(i => i.Id);
        await db.AccountOwners.Where(o => ids.Contains(o.IdentityId) && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Deleted)).ExecuteDeleteAsync(ct);
        var erased = await db.Identities.Where(i => ids.Contains(i.Id) && i.State == PrincipalState.Deleted && i.DeletedAt <= before).ExecuteDeleteAsync(ct);
        // Another instance erased some of them, or somebody was restored: the next look has a list that is right.
        if (erased != ids.Count) return await AgainAsync(ct);
        foreach (var person in due)
        {
            audit.Add(db, Actor.System(person.AccountId), AuditActions.UserPurged,
                new AuditTarget(AuditTarget.User, person.Id, Platform.People.PersonName.Join(person.FirstName, person.LastName)));
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        foreach (var account in due.Select(i => i.AccountId).Distinct()) changes.Publish(account, ChangeTopic.Identities);
        return erased;

        async Task<int> AgainAsync(CancellationToken token)
        {
            await transaction.RollbackAsync(token);
            return await EraseAsync(token);
        }
    }
}
