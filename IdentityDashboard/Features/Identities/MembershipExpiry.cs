using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>Deactivates people in applications when their time there is over; their roles are kept and don't count.</summary>
internal sealed class MembershipExpiry(IDbContextFactory<DashboardDbContext> dbs, AuditLog audit, ChangeFeed changes, TimeProvider clock) : IDueWork
{
    private const int Batch = 200;

    public string Name => "Ended memberships";

    public TimeSpan Every => TimeSpan.FromSeconds(1);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var ended = 0;
        while (await EndAsync(ct) is > 0 and var count) ended += count;
        return ended;
    }

    private async Task<int> EndAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var people = await Due(db).OrderBy(m => m.ExpiresAt).Take(Batch).Select(m => m.IdentityId).ToListAsync(ct);
        if (people.Count == 0) return 0;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // As whoever changes a membership does: another instance, or somebody who moves the end, comes before or after.
        await RowLocks.IdentitiesAsync(db, [.. people.Distinct()], ct);
        var due = await Due(db).Where(m => people.Contains(m.IdentityId)).ToListAsync(ct);
        var applications = due.Select(m => m.ApplicationId).Distinct().ToList();
        var names = await db.Applications.Where(a => applications.Contains(a.Id)).ToDictionaryAsync(a => a.Id, a => a.Name, ct);
        var who = await db.Identities.AsNoTracking().Where(i => people.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => i.FullName, ct);
        foreach (var membership in due) End(db, membership, names[membership.ApplicationId], who[membership.IdentityId]);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        foreach (var account in due.Select(m => m.AccountId).Distinct())
        {
            changes.Publish(account, ChangeTopic.Identities);
            changes.Publish(account, ChangeTopic.Access);
        }

        return due.Count;
    }

    private void End(DashboardDbContext db, AppMembership membership, string application, string person)
    {
        audit.Add(db, Actor.System(membership.AccountId), AuditActions.MembershipExpired, new AuditTarget(AuditTarget.User, membership.IdentityId, person),
            new Changes().Set("application", null, application).Set("state", membership.State.ToString().ToLowerInvariant(), "deactivated").Set("until", PlannedEndService.Time(membership.ExpiresAt!.Value), null));
        (membership.State, membership.ExpiresAt) = (MembershipState.Deactivated, null);
    }

    private IQueryable<AppMembership> Due(DashboardDbContext db)
    {
        var now = clock.GetUtcNow();
        return db.AppMemberships.Where(m => m.ExpiresAt != null && m.ExpiresAt <= now);
    }
}
