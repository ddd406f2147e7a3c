using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Assignments;

/// <param name="Subject">Null is refused.</param>
/// <param name="From">Null, or a time that has passed: at once.</param>
/// <param name="Until">Just before this the role ends by itself; null never.</param>
internal sealed record NewAssignment(Guid EnvironmentId, Subject? Subject, Guid? RoleId, Guid? NodeId, DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>Gives a role at a node to a person or a group, and takes it back.</summary>
internal sealed class AssignmentService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, GrantGuard grants, AssignmentGrants gifts, AccessQueries names, AssignmentWriter writer, ChangeFeed changes, TimeProvider clock)
{
    /// <returns>The assignment's id.</returns>
    public async Task<Result<Guid>> AssignAsync(Actor actor, NewAssignment wanted, CancellationToken ct) => (await gifts.GiveAsync(actor, wanted.EnvironmentId, [wanted], ct))[0];

    /// <summary>Ends an assignment at once, also one that is yet to begin. The last Admin at a root stays.</summary>
    public async Task<Result> RemoveAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var assignment = await db.Assignments.FirstOrDefaultAsync(a => a.Id == id && a.AccountId == actor.AccountId, ct);
        if (assignment is null || !await KeysNow.KnowsAsync(db, actor, assignment.EnvironmentId, ct)) return AccessErrors.AssignmentGone;
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
}
