using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>
/// Warns people who haven't been here for long, and suspends whom it warned long enough ago: nobody is suspended
/// unwarned, not even on the day the rule begins to hold. A batch is one transaction; of several instances one writes it.
/// </summary>
internal sealed class InactivityRun(
    IDbContextFactory<DashboardDbContext> dbs, IPeopleEndings people, InactivityMail mail, MailOutbox outbox, AuditLog audit, ChangeFeed changes, TimeProvider clock) : IDueWork
{
    /// <summary>Who acts, in the audit.</summary>
    public const string ActorName = "Inactivity rule";

    private const int Batch = 200;

    public string Name => "Inactive people";

    public TimeSpan Every => TimeSpan.FromMinutes(15);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var rules = await db.InactivityRules.AsNoTracking().Where(r => r.SuspendAfterDays != null).ToListAsync(ct);
        var done = 0;
        foreach (var rule in rules) done += await RunAsync(rule, ct);
        return done;
    }

    private async Task<int> RunAsync(InactivityRule rule, CancellationToken ct)
    {
        await ForgetAsync(rule, ct);
        var done = 0;
        while (await SuspendAsync(rule, ct) is > 0 and var suspended) done += suspended;
        while (await WarnAsync(rule, ct) is > 0 and var warned) done += warned;
        return done;
    }

    /// <summary>Who came since, or was put on hold otherwise, is warned anew the next time.</summary>
    private async Task ForgetAsync(InactivityRule rule, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.InactivityWarnings.Where(w => w.AccountId == rule.AccountId
            && !db.Identities.Any(i => i.Id == w.IdentityId && i.State == PrincipalState.Active && i.LastSeenAt < w.WarnedAt)).ExecuteDeleteAsync(ct);
    }

    private async Task<int> WarnAsync(InactivityRule rule, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var near = Inactive.People(db, rule.AccountId, Inactive.Before(now, rule.SuspendAfterDays!.Value - rule.WarnDaysBefore));
        var ids = await near.Where(id => !db.InactivityWarnings.Any(w => w.IdentityId == id)).Take(Batch).ToListAsync(ct);
        if (ids.Count == 0) return 0;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // Another instance that warns the same people waits here, and then finds them warned.
        await RowLocks.IdentitiesAsync(db, ids, ct);
        var due = await db.Identities.Where(i => ids.Contains(i.Id) && i.State == PrincipalState.Active && near.Contains(i.Id) && !db.InactivityWarnings.Any(w => w.IdentityId == i.Id))
            .Select(i => new { Person = new WarnedPerson(i.Id, i.Email!, i.FirstName, i.LastSeenAt, i.CreatedAt), i.LastName }).ToListAsync(ct);
        var account = await db.Accounts.Where(a => a.Id == rule.AccountId).Select(a => new { a.Name, a.Slug }).SingleAsync(ct);
        foreach (var (person, last) in due.Select(d => (d.Person, d.LastName)))
        {
            var until = Until(rule, person, now);
            db.InactivityWarnings.Add(new InactivityWarning { IdentityId = person.Id, AccountId = rule.AccountId, WarnedAt = now });
            outbox.Enqueue(db, mail.Compose(rule.AccountId, account.Name, account.Slug, person, until));
            audit.Add(db, Actor.System(rule.AccountId, ActorName), AuditActions.UserInactivityWarned, new AuditTarget(AuditTarget.User, person.Id, PersonName.Join(person.FirstName, last)),
                new Changes().Set("suspends_after", null, PlannedEndService.Time(until)));
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (due.Count > 0) outbox.Wake();
        return due.Count;
    }

    private async Task<int> SuspendAsync(InactivityRule rule, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var (days, warned) = (rule.SuspendAfterDays!.Value, now.AddDays(-rule.WarnDaysBefore));
        var gone = Inactive.People(db, rule.AccountId, Inactive.Before(now, days));
        var ids = await db.InactivityWarnings.Where(w => w.AccountId == rule.AccountId && w.WarnedAt <= warned && gone.Contains(w.IdentityId)).Take(Batch).Select(w => w.IdentityId).ToListAsync(ct);
        if (ids.Count == 0) return 0;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await RowLocks.IdentitiesAsync(db, ids, ct);
        // Whoever came, or was warned anew, between our look and the lock stays.
        var due = await db.InactivityWarnings.Where(w => ids.Contains(w.IdentityId) && w.WarnedAt <= warned && gone.Contains(w.IdentityId)).Select(w => w.IdentityId).ToListAsync(ct);
        var suspended = await people.SuspendAsync(db, Actor.System(rule.AccountId, ActorName), due, $"Inactive for {days} days", ct);
        await db.InactivityWarnings.Where(w => due.Contains(w.IdentityId)).ExecuteDeleteAsync(ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(rule.AccountId, ChangeTopic.Identities);
        changes.Publish(rule.AccountId, ChangeTopic.Access);
        return suspended.Count;
    }

    /// <summary>The last day on which signing in still helps.</summary>
    private static DateTimeOffset Until(InactivityRule rule, WarnedPerson person, DateTimeOffset now)
    {
        var last = person.LastSeenAt > person.CreatedAt ? person.LastSeenAt : person.CreatedAt;
        var (own, fair) = (last.AddDays(rule.SuspendAfterDays!.Value), now.AddDays(rule.WarnDaysBefore));
        return own > fair ? own : fair;
    }
}
