using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Lifecycle;

/// <param name="SuspendAfterDays">Null: nobody is suspended.</param>
/// <param name="Version">Goes back with a change; 0 while there is no rule.</param>
public sealed record InactivityView(int? SuspendAfterDays, int WarnDaysBefore, int Version);

/// <summary>Whom a rule would suspend if it had held for long.</summary>
/// <param name="Seen">Were here, last before <paramref name="Before"/>.</param>
/// <param name="Never">Were created before then and never came.</param>
public sealed record InactiveToday(CappedCount Seen, CappedCount Never, DateTimeOffset Before);

/// <summary>What Owners say is to happen to people who haven't been here for long.</summary>
internal sealed class InactivityService(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    public async Task<Result<InactivityView>> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var rule = await db.InactivityRules.AsNoTracking().FirstOrDefaultAsync(r => r.AccountId == actor.AccountId, ct);
        return rule is null ? new InactivityView(null, InactivityRule.UsualWarnDays, 0) : new InactivityView(rule.SuspendAfterDays, rule.WarnDaysBefore, rule.Version);
    }

    /// <summary>Each counted up to a limit, so that the page waits for neither.</summary>
    public async Task<Result<InactiveToday>> CountAsync(Actor actor, int days, CancellationToken ct)
    {
        if (days is < InactivityRule.FewestDays or > InactivityRule.MostDays) return LifecycleErrors.WrongDays;
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var before = Inactive.Before(clock.GetUtcNow(), days);
        var seen = await Inactive.People(db, actor.AccountId, before, seen: true).Take(CappedCount.Limit + 1).CountAsync(ct);
        var never = await Inactive.People(db, actor.AccountId, before, seen: false).Take(CappedCount.Limit + 1).CountAsync(ct);
        return new InactiveToday(CappedCount.From(seen), CappedCount.From(never), before);
    }

    public async Task<Result> SaveAsync(Actor actor, InactivityView wanted, CancellationToken ct)
    {
        if (Problem(wanted) is { } problem) return problem;
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var rule = await db.InactivityRules.FirstOrDefaultAsync(r => r.AccountId == actor.AccountId, ct);
        if ((rule?.Version ?? 0) != wanted.Version) return LifecycleErrors.RuleChanged;
        var said = new Changes().Set("suspend_after_days", Days(rule?.SuspendAfterDays), Days(wanted.SuspendAfterDays))
            .Set("warn_days_before", Days(rule?.SuspendAfterDays is null ? null : rule.WarnDaysBefore), Days(wanted.SuspendAfterDays is null ? null : wanted.WarnDaysBefore));
        if (said.Fields.Count == 0) return Result.Ok;

        if (rule is null) db.InactivityRules.Add(rule = new InactivityRule { AccountId = actor.AccountId });
        (rule.SuspendAfterDays, rule.WarnDaysBefore, rule.Version) = (wanted.SuspendAfterDays, wanted.WarnDaysBefore, rule.Version + 1);
        var account = await db.Accounts.Where(a => a.Id == actor.AccountId).Select(a => a.Name).SingleAsync(ct);
        audit.Add(db, actor, AuditActions.InactivityRuleChanged, new AuditTarget(AuditTarget.Account, actor.AccountId, account), said);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || UniqueViolation.Is(e))
        {
            return LifecycleErrors.RuleChanged;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return Result.Ok;
    }

    private static Error? Problem(InactivityView wanted)
    {
        if (wanted.SuspendAfterDays is not { } days) return null;
        if (days is < InactivityRule.FewestDays or > InactivityRule.MostDays) return LifecycleErrors.WrongDays;
        return wanted.WarnDaysBefore is < 1 or > InactivityRule.MostWarnDays || wanted.WarnDaysBefore >= days ? LifecycleErrors.WrongWarning : null;
    }

    private static string? Days(int? days) => days?.ToString(CultureInfo.InvariantCulture);
}
