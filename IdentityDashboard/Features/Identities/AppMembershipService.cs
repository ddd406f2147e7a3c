using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Lets people use an application, puts them on hold there, and takes them out of it. Takes <c>identity.manage</c> at a root
/// of the application and rights that cover all the person holds, or an Owner.
/// </summary>
internal sealed class AppMembershipService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, GrantGuard grants, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private sealed record Opened(Identity Person, string Application, AppMembership? Membership);

    /// <summary>At once, without an invitation. No role comes with it.</summary>
    public Task<Result> AddAsync(Actor actor, Guid identityId, Guid applicationId, CancellationToken ct) => ActAsync(actor, identityId, applicationId, (db, found) =>
    {
        if (found.Membership is { State: not MembershipState.Invited }) return Task.FromResult<Result>(AppMembershipErrors.Exists);
        // An open invitation stays: what else it promises still comes when it is accepted.
        if (found.Membership is { } asked) asked.State = MembershipState.Active;
        else db.AppMemberships.Add(new AppMembership { ApplicationId = applicationId, IdentityId = identityId, AccountId = actor.AccountId, State = MembershipState.Active, CreatedAt = clock.GetUtcNow() });
        audit.Add(db, actor, AuditActions.MembershipCreated, Target(found.Person), new Changes().Set("application", null, found.Application));
        return Task.FromResult(Result.Ok);
    }, ct);

    /// <summary>A hold in this application alone: roles are kept and don't count.</summary>
    public Task<Result> SuspendAsync(Actor actor, Guid identityId, Guid applicationId, CancellationToken ct) =>
        ChangeAsync(actor, identityId, applicationId, MembershipState.Suspended, AuditActions.MembershipSuspended, [MembershipState.Active], ct);

    public Task<Result> ActivateAsync(Actor actor, Guid identityId, Guid applicationId, CancellationToken ct) =>
        ChangeAsync(actor, identityId, applicationId, MembershipState.Active, AuditActions.MembershipActivated, [MembershipState.Suspended, MembershipState.Deactivated], ct);

    /// <summary>
    /// Until when they may use the application; null for without an end. Who is to end must not be the last Admin without
    /// an end then: it is asked now, since nobody is there to be told when the time comes.
    /// </summary>
    public Task<Result> SetEndAsync(Actor actor, Guid identityId, Guid applicationId, DateTimeOffset? at, CancellationToken ct) => ActAsync(actor, identityId, applicationId, async (db, found) =>
    {
        if (found.Membership is not { } membership) return AppMembershipErrors.NotFound;
        if (identityId == actor.Id) return IdentityErrors.Yourself;
        if (membership.State is MembershipState.Invited or MembershipState.Deactivated) return AppMembershipErrors.WrongState(membership.State);
        var now = clock.GetUtcNow();
        if (at <= now) return AppMembershipErrors.EndPassed;
        if (at > now.AddYears(PlannedEnd.MaxYears)) return AppMembershipErrors.EndTooFar;
        if (at is not null && !await OthersAdministerAsync(db, membership, now, ct)) return AccessErrors.LastAdmin;
        audit.Add(db, actor, AuditActions.MembershipEndSet, Target(found.Person), new Changes().Set("application", null, found.Application)
            .Set("until", membership.ExpiresAt is { } before ? PlannedEndService.Time(before) : null, at is { } after ? PlannedEndService.Time(after) : null));
        membership.ExpiresAt = at?.ToUniversalTime();
        return Result.Ok;
    }, ct);

    /// <summary>Ends the roles given to them in the application's environments; what groups give there stays with the groups.</summary>
    public Task<Result> RemoveAsync(Actor actor, Guid identityId, Guid applicationId, CancellationToken ct) => ActAsync(actor, identityId, applicationId, async (db, found) =>
    {
        if (found.Membership is null) return AppMembershipErrors.NotFound;
        if (identityId == actor.Id) return IdentityErrors.Yourself;
        var now = clock.GetUtcNow();
        var ended = 0;
        var kept = await LastAdminRule.KeptAsync(db, await RootsAsync(db, applicationId, ct), now, async () =>
        {
            ended = await Open(db, identityId, applicationId, now).ExecuteUpdateAsync(s => s.SetProperty(a => a.EffectiveTo, now), ct);
            await db.AppMemberships.Where(m => m.ApplicationId == applicationId && m.IdentityId == identityId).ExecuteDeleteAsync(ct);
        }, ct);
        if (!kept) return AccessErrors.LastAdmin;
        audit.Add(db, actor, AuditActions.MembershipRemoved, Target(found.Person), new Changes().Set("application", found.Application, null)
            .Set("roles", ended == 0 ? null : ended.ToString(CultureInfo.InvariantCulture), null));
        return Result.Ok;
    }, ct);

    /// <summary>Whether every environment of the application would keep its Admin without them. Within the transaction, which it leaves as it was.</summary>
    private static async Task<bool> OthersAdministerAsync(DashboardDbContext db, AppMembership membership, DateTimeOffset now, CancellationToken ct)
    {
        var (was, kept) = (membership.State, false);
        kept = await LastAdminRule.KeptAsync(db, await RootsAsync(db, membership.ApplicationId, ct), now, () => EnterAsync(MembershipState.Suspended), ct);
        await EnterAsync(was);
        return kept;

        Task EnterAsync(MembershipState state)
        {
            membership.State = state;
            return db.SaveChangesAsync(ct);
        }
    }

    internal static IQueryable<Assignment> Open(DashboardDbContext db, Guid identityId, Guid applicationId, DateTimeOffset now) => db.Assignments.Where(a =>
        a.IdentityId == identityId && (a.EffectiveTo == null || a.EffectiveTo > now) && db.Environments.Any(e => e.Id == a.EnvironmentId && e.ApplicationId == applicationId));

    private Task<Result> ChangeAsync(Actor actor, Guid identityId, Guid applicationId, MembershipState to, string action, MembershipState[] from, CancellationToken ct) =>
        ActAsync(actor, identityId, applicationId, async (db, found) =>
        {
            if (found.Membership is not { } membership) return AppMembershipErrors.NotFound;
            if (identityId == actor.Id) return IdentityErrors.Yourself;
            if (!from.Contains(membership.State)) return AppMembershipErrors.WrongState(membership.State);
            var was = membership.State;
            var kept = await LastAdminRule.KeptAsync(db, await RootsAsync(db, applicationId, ct), clock.GetUtcNow(), () =>
            {
                membership.State = to;
                return db.SaveChangesAsync(ct);
            }, ct);
            if (!kept) return AccessErrors.LastAdmin;
            audit.Add(db, actor, action, Target(found.Person), new Changes().Set("application", null, found.Application).Set("state", Word(was), Word(to)));
            return Result.Ok;
        }, ct);

    private async Task<Result> ActAsync(Actor actor, Guid identityId, Guid applicationId, Func<DashboardDbContext, Opened, Task<Result>> act, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var application = await db.Applications.Where(a => a.Id == applicationId && a.AccountId == actor.AccountId).Select(a => a.Name).FirstOrDefaultAsync(ct);
        if (application is null) return AppMembershipErrors.ApplicationGone;
        await RowLocks.IdentitiesAsync(db, [identityId], ct);
        var person = await db.Identities.AsNoTracking().FirstOrDefaultAsync(i => i.Id == identityId && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted, ct);
        if (person is null) return IdentityErrors.NotFound;
        if (!await MayAsync(db, actor, identityId, applicationId, ct)) return IdentityErrors.NotCovered;
        var membership = await db.AppMemberships.FirstOrDefaultAsync(m => m.ApplicationId == applicationId && m.IdentityId == identityId, ct);
        var result = await act(db, new Opened(person, application, membership));
        if (!result.Succeeded) return result;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        foreach (var topic in new[] { ChangeTopic.Identities, ChangeTopic.Access, ChangeTopic.Invitations }) changes.Publish(actor.AccountId, topic);
        return Result.Ok;
    }

    private async Task<bool> MayAsync(DashboardDbContext db, Actor actor, Guid identityId, Guid applicationId, CancellationToken ct)
    {
        if (await access.IsOwnerAsync(db, actor, ct)) return true;
        foreach (var root in await RootsAsync(db, applicationId, ct))
        {
            if (await access.AllowsAsync(db, actor, Permissions.IdentityManage, root, ct)) return await grants.CoversAsync(db, actor, Permissions.IdentityManage, identityId, ct);
        }

        return false;
    }

    private static Task<List<Guid>> RootsAsync(DashboardDbContext db, Guid applicationId, CancellationToken ct) =>
        db.Nodes.Where(n => n.ParentId == null && db.Environments.Any(e => e.Id == n.EnvironmentId && e.ApplicationId == applicationId)).Select(n => n.Id).ToListAsync(ct);

    private static string Word(MembershipState state) => state.ToString().ToLowerInvariant();

    private static AuditTarget Target(Identity person) => new(AuditTarget.User, person.Id, person.FullName);
}
