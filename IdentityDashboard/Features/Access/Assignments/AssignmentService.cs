using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Assignments;

/// <param name="From">Null, or a time that has passed: at once.</param>
/// <param name="Until">Just before this the role ends by itself; null never.</param>
internal sealed record NewAssignment(Guid EnvironmentId, Subject Subject, Guid? RoleId, Guid? NodeId, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>Gives a role at a node to a person or a group, and takes it back.</summary>
internal sealed class AssignmentService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, GrantGuard grants, AccessQueries names, AssignmentWriter writer, ChangeFeed changes, TimeProvider clock)
{
    /// <returns>The assignment's id.</returns>
    public async Task<Result<Guid>> AssignAsync(Actor actor, NewAssignment wanted, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (Check(wanted, now) is { } incomplete) return incomplete;

        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await Subjects.FindAsync(db, actor.AccountId, wanted.Subject, ct) is not { } subject) return AccessErrors.SubjectGone;
        var (role, node) = (wanted.RoleId!.Value, wanted.NodeId!.Value);
        if (await grants.CheckRoleAsync(db, actor, wanted.EnvironmentId, role, node, ct) is { } refusal) return refusal;
        var named = (await names.NameAsync(db, actor.AccountId, role, node, ct))!;
        var from = wanted.From > now ? wanted.From : null;
        await Subjects.HoldAsync(db, wanted.Subject, ct);
        if (await OverlapsAsync(db, wanted, from ?? now, ct)) return AccessErrors.AlreadyHeld(subject.Name, named.RoleName, named.NodePath);

        var made = writer.Add(db, actor, named, subject, reason: null, from, wanted.Until);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return made;
    }

    /// <summary>Ends an assignment at once, also one that is yet to begin. The last Admin at a root stays.</summary>
    public async Task<Result> RemoveAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var assignment = await db.Assignments.FirstOrDefaultAsync(a => a.Id == id && a.AccountId == actor.AccountId, ct);
        if (assignment is null) return AccessErrors.AssignmentGone;
        if (!await access.IsOwnerAsync(db, actor, ct) && await grants.CheckRoleAsync(db, actor, assignment.EnvironmentId, assignment.RoleId, assignment.NodeId, ct) is not null)
        {
            return AccessErrors.BeyondOwnRightsToTake;
        }

        if ((await LastAdminRule.MustStayAsync(db, [id], clock.GetUtcNow(), ct)).Count > 0) return AccessErrors.LastAdmin;
        var subject = await Subjects.FindAsync(db, actor.AccountId, Subject.Of(assignment), ct) ?? Subject.Of(assignment).Nameless;
        writer.Remove(db, actor, (await names.NameAsync(db, actor.AccountId, assignment.RoleId, assignment.NodeId, ct))!, subject, assignment);
        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return AccessErrors.AssignmentGone;
        }

        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    private static Error? Check(NewAssignment wanted, DateTimeOffset now)
    {
        var found = new FieldErrors();
        if (wanted.RoleId is null) found.Add(AccessErrors.RoleMissing);
        if (wanted.NodeId is null) found.Add(AccessErrors.NodeMissing);
        if (wanted.Until <= now) found.Add(AccessErrors.UntilPassed);
        else if (wanted.Until <= wanted.From) found.Add(AccessErrors.UntilBeforeFrom);
        return found.Any ? found.ToError() : null;
    }

    private static Task<bool> OverlapsAsync(DashboardDbContext db, NewAssignment wanted, DateTimeOffset from, CancellationToken ct) => Subjects.Own(db, wanted.Subject)
        .AnyAsync(a => a.RoleId == wanted.RoleId && a.NodeId == wanted.NodeId
            && (a.EffectiveTo == null || a.EffectiveTo > from) && (wanted.Until == null || a.EffectiveFrom == null || a.EffectiveFrom < wanted.Until), ct);
}
