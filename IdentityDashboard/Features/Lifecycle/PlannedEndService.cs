using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Lifecycle;

/// <param name="EndsKeys">The API keys they made end too.</param>
public sealed record WantedEnd(DateTimeOffset? At, string? Reason, bool EndsKeys);

/// <summary>Plans when somebody is off-boarded, and calls it off. Takes rights that cover everything the person holds.</summary>
internal sealed class PlannedEndService(
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, IMadeKeys keys, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private sealed record Person(string Name, PrincipalState State);

    /// <summary>A person has one end: planning again changes it, and tries again what couldn't be done.</summary>
    public async Task<Result> PlanAsync(Actor actor, Guid identityId, WantedEnd wanted, CancellationToken ct)
    {
        if (Problem(wanted, clock.GetUtcNow()) is { } problem) return problem;
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await RowLocks.IdentitiesAsync(db, [identityId], ct);
        var found = await FindAsync(db, actor, identityId, ct);
        if (!found.Succeeded) return found.Error!;
        if (found.Value.State == PrincipalState.Deactivated) return LifecycleErrors.Deactivated;
        if (!await OthersOwnAsync(db, actor.AccountId, identityId, ct)) return LifecycleErrors.LastOwner;
        if (wanted.EndsKeys && !await keys.MayEndAsync(db, actor, identityId, ct)) return LifecycleErrors.KeysBeyond;

        var end = await db.PlannedEnds.FirstOrDefaultAsync(e => e.IdentityId == identityId, ct);
        var said = Said(end, wanted);
        if (end is null) db.PlannedEnds.Add(end = new PlannedEnd { IdentityId = identityId, AccountId = actor.AccountId, PlannedByName = actor.Name });
        (end.At, end.Reason, end.EndsKeys, end.Problem) = (wanted.At!.Value.ToUniversalTime(), Clean(wanted.Reason), wanted.EndsKeys, null);
        (end.PlannedById, end.PlannedByName, end.PlannedAt) = (actor.Id, actor.Name, clock.GetUtcNow());
        audit.Add(db, actor, AuditActions.UserEndPlanned, new AuditTarget(AuditTarget.User, identityId, found.Value.Name), said);
        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || UniqueViolation.Is(e))
        {
            return LifecycleErrors.PlannedMeanwhile;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    public async Task<Result> CancelAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await RowLocks.IdentitiesAsync(db, [identityId], ct);
        var found = await FindAsync(db, actor, identityId, ct);
        if (!found.Succeeded) return found.Error!;
        var end = await db.PlannedEnds.AsNoTracking().FirstOrDefaultAsync(e => e.IdentityId == identityId, ct);
        if (end is null || await db.PlannedEnds.Where(e => e.IdentityId == identityId).ExecuteDeleteAsync(ct) == 0) return LifecycleErrors.NothingPlanned;
        audit.Add(db, actor, AuditActions.UserEndCancelled, new AuditTarget(AuditTarget.User, identityId, found.Value.Name), new Changes().Set("ends_at", Time(end.At), null).Set("reason", end.Reason, null));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    /// <summary>What is wrong with an end, whoever's it is.</summary>
    public static Error? Problem(WantedEnd wanted, DateTimeOffset now)
    {
        if (wanted.At is not { } at) return LifecycleErrors.NoTime;
        if (at <= now) return LifecycleErrors.Passed;
        if (at > now.AddYears(PlannedEnd.MaxYears)) return LifecycleErrors.TooFar;
        return Clean(wanted.Reason)?.Length > PlannedEnd.MaxReasonLength ? LifecycleErrors.ReasonTooLong : null;
    }

    /// <summary>As the audit writes it.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private async Task<Result<Person>> FindAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct)
    {
        var person = await db.Identities.Where(i => i.Id == identityId && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted)
            .Select(i => new { i.FirstName, i.LastName, i.State }).FirstOrDefaultAsync(ct);
        if (person is null) return LifecycleErrors.NotFound;
        if (actor.Kind == ActorKind.Identity && identityId == actor.Id) return LifecycleErrors.Yourself;
        if (!await grants.CoversAsync(db, actor, Permissions.IdentityManage, identityId, ct)) return LifecycleErrors.NotCovered;
        return new Person(PersonName.Join(person.FirstName, person.LastName), person.State);
    }

    private static async Task<bool> OthersOwnAsync(DashboardDbContext db, Guid accountId, Guid identityId, CancellationToken ct) =>
        !await db.AccountOwners.AnyAsync(o => o.AccountId == accountId && o.IdentityId == identityId, ct)
        || await db.AccountOwners.AnyAsync(o => o.AccountId == accountId && o.IdentityId != identityId && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active), ct);

    private static Changes Said(PlannedEnd? before, WantedEnd wanted) => new Changes()
        .Set("ends_at", before is null ? null : Time(before.At), Time(wanted.At!.Value))
        .Set("reason", before?.Reason, Clean(wanted.Reason)).Set("api_keys", before is null ? null : Keys(before.EndsKeys), Keys(wanted.EndsKeys));

    private static string Keys(bool end) => end ? "end" : "stay";

    private static string? Clean(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
}
