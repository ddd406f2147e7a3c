using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>
/// Off-boards people whose planned end has come: one transaction each, which takes the plan away with the act, so that a
/// kill or a second instance changes nothing about its being done once.
/// </summary>
internal sealed class PlannedEndRun(
    IDbContextFactory<DashboardDbContext> dbs, IPeopleEndings people, IMadeKeys keys, AuditLog audit, ChangeFeed changes, TimeProvider clock, ILogger<PlannedEndRun> log) : IDueWork
{
    private const int Batch = 50;

    private static readonly ChangeTopic[] Touched = [ChangeTopic.Identities, ChangeTopic.Access, ChangeTopic.Requests, ChangeTopic.ApiKeys];

    private sealed record Due(Guid IdentityId, Guid AccountId);

    public string Name => "Planned ends";

    public TimeSpan Every => TimeSpan.FromSeconds(1);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var done = 0;
        foreach (var due in await DueAsync(ct))
        {
            try
            {
                if (!await EndAsync(due, ct)) continue;
                done++;
                foreach (var topic in Touched) changes.Publish(due.AccountId, topic);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // The others don't wait for this one; it is tried again at the next look.
                log.LogWarning(e, "The planned end of {Id} couldn't be carried out.", due.IdentityId);
            }
        }

        return done;
    }

    /// <summary>What failed for want of another Owner is due again once there is one. Somebody deleted waits: restored, they end.</summary>
    private async Task<IReadOnlyList<Due>> DueAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        return await db.PlannedEnds.Where(e => e.At <= now && db.Identities.Any(i => i.Id == e.IdentityId && i.State != PrincipalState.Deleted)
                && (e.Problem == null || db.AccountOwners.Any(o => o.AccountId == e.AccountId && o.IdentityId != e.IdentityId && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active))))
            .OrderBy(e => e.At).ThenBy(e => e.IdentityId).Take(Batch).Select(e => new Due(e.IdentityId, e.AccountId)).ToListAsync(ct);
    }

    private async Task<bool> EndAsync(Due due, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Owners first, then the person, then the plan: in the order of all who touch them.
        var stays = await people.MustStayAsync(db, due.AccountId, due.IdentityId, ct);
        await RowLocks.IdentitiesAsync(db, [due.IdentityId], ct);
        var now = clock.GetUtcNow();
        var end = await db.PlannedEnds.AsNoTracking().FirstOrDefaultAsync(e => e.IdentityId == due.IdentityId && e.At <= now, ct);
        var person = await db.Identities.AsNoTracking().Where(i => i.Id == due.IdentityId && i.State != PrincipalState.Deleted)
            .Select(i => new { i.FirstName, i.LastName }).FirstOrDefaultAsync(ct);
        if (end is null || person is null) return false;
        var changed = stays ? await RefuseAsync(db, end, PersonName.Join(person.FirstName, person.LastName), ct) : await OffboardAsync(db, end, ct);
        if (!changed) return false;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private async Task<bool> OffboardAsync(DashboardDbContext db, PlannedEnd end, CancellationToken ct)
    {
        if (await db.PlannedEnds.Where(e => e.IdentityId == end.IdentityId && e.At == end.At).ExecuteDeleteAsync(ct) == 0) return false;
        var system = Actor.System(end.AccountId);
        var why = new Dictionary<string, string?>(StringComparer.Ordinal) { ["planned_by"] = end.PlannedByName, ["planned_for"] = PlannedEndService.Time(end.At), ["reason"] = end.Reason };
        await people.OffboardAsync(db, system, end.IdentityId, why, ct);
        if (end.EndsKeys) await keys.EndAllAsync(db, system, end.IdentityId, ct);
        return true;
    }

    private async Task<bool> RefuseAsync(DashboardDbContext db, PlannedEnd end, string name, CancellationToken ct)
    {
        var problem = LifecycleErrors.LastOwner.Message;
        if (await db.PlannedEnds.Where(e => e.IdentityId == end.IdentityId && e.At == end.At && e.Problem == null).ExecuteUpdateAsync(s => s.SetProperty(e => e.Problem, problem), ct) == 0) return false;
        audit.Add(db, Actor.System(end.AccountId), AuditActions.UserEndRefused, new AuditTarget(AuditTarget.User, end.IdentityId, name),
            new Changes().Set("planned_by", null, end.PlannedByName).Set("planned_for", null, PlannedEndService.Time(end.At)).Set("problem", null, problem));
        return true;
    }
}
