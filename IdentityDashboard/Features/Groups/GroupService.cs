using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

/// <summary>Creates, renames and deletes groups and changes who and what is in them.</summary>
internal sealed partial class GroupService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, GrantGuard grants, IPeopleDirectory people, GroupMembershipWriter members,
    AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    public async Task<Result<GroupChoice>> CreateAsync(Actor actor, string name, IReadOnlyCollection<Guid> memberIds, CancellationToken ct)
    {
        var (clean, problem) = CheckName(name);
        if (problem is not null) return problem;

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.AllowsAnywhereAsync(db, actor, Permissions.GroupManage, ct)) return CommonErrors.Forbidden;
        var chosen = await people.FindAsync(actor, memberIds, ct);
        if (chosen.Count != memberIds.Distinct().Count()) return GroupErrors.MemberGone;

        var now = clock.GetUtcNow();
        var group = new DirectoryGroup { AccountId = actor.AccountId, Name = clean, NormalizedName = DirectoryGroup.Normalize(clean), CreatedAt = now, UpdatedAt = now };
        db.Groups.Add(group);
        db.GroupLineage.Add(GroupLineage.Self(group.Id));
        var target = new AuditTarget(AuditTarget.Group, group.Id, clean);
        audit.Add(db, actor, AuditActions.GroupCreated, target, new Changes().Set("name", null, clean));
        foreach (var person in chosen) members.Add(db, actor, new GroupChoice(group.Id, clean), person.Id, person.Name);
        return await SaveAsync(db, ct) is { } refused ? refused : Published(actor, new GroupChoice(group.Id, clean));
    }

    public Task<Result> RenameAsync(Actor actor, Guid id, string name, CancellationToken ct) => RenameAsync(actor, id, name, seen: null, ct);

    /// <param name="seen">The name the form was filled from; a group called otherwise by now is left alone. Null: whatever it is called.</param>
    public async Task<Result> RenameAsync(Actor actor, Guid id, string name, string? seen, CancellationToken ct)
    {
        var (clean, problem) = CheckName(name);
        if (problem is not null) return problem;

        await using var db = await dbs.CreateDbContextAsync(ct);
        var (group, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (group!.Name == clean) return Result.Ok;
        if (seen is not null && group.Name != seen) return GroupErrors.Changed;
        audit.Add(db, actor, AuditActions.GroupRenamed, new AuditTarget(AuditTarget.Group, id, clean), new Changes().Set("name", group.Name, clean));
        (group.Name, group.NormalizedName, group.UpdatedAt) = (clean, DirectoryGroup.Normalize(clean), clock.GetUtcNow());
        if (await SaveAsync(db, ct) is { } refused) return refused;
        changes.Publish(actor.AccountId, ChangeTopic.Groups);
        return Result.Ok;
    }

    /// <summary>What the group is called now and who called it so, for a rename that came second. Null when it is gone.</summary>
    public async Task<(string Name, ChangedBy? By)?> NameNowAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var (group, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return null;
        return (group!.Name, (await db.ChangedSinceAsync(actor.AccountId, id, group.CreatedAt, ct)).GetValueOrDefault("name"));
    }

    /// <summary>
    /// Takes the group, its memberships and the roles it gave; the people and the groups inside it stay. The last Admin at a
    /// root stays one.
    /// </summary>
    public async Task<Result> DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await RowLocks.NestingAsync(db, actor.AccountId, ct);
        var (group, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (!await grants.MayJoinGroupAsync(db, actor, id, ct)) return GroupErrors.BeyondOwnRights;
        var count = await db.GroupMembers.CountAsync(m => m.GroupId == id, ct);
        var admins = await LastAdminRule.OfGroupAsync(db, id, now, ct);
        await db.GroupParents.Where(p => p.ParentId == id || p.ChildId == id).ExecuteDeleteAsync(ct);
        await GroupLineageRewrite.LeaveAsync(db, id, ct);
        db.Groups.Remove(group!);
        audit.Add(db, actor, AuditActions.GroupDeleted, new AuditTarget(AuditTarget.Group, id, group!.Name),
            new Changes().Set("name", group.Name, null).Set("members", count.ToString(System.Globalization.CultureInfo.InvariantCulture), null));
        await db.SaveChangesAsync(ct);
        if (!await LastAdminRule.StaysAsync(db, admins, now, ct)) return AccessErrors.LastAdmin;
        await transaction.CommitAsync(ct);
        PublishAccess(actor);
        return Result.Ok;
    }

    private async Task<(DirectoryGroup? Group, Error? Refusal)> FindAsync(DashboardDbContext db, Actor actor, Guid id, CancellationToken ct)
    {
        var group = await db.Groups.FirstOrDefaultAsync(g => g.Id == id && g.AccountId == actor.AccountId, ct);
        if (group is null) return (null, GroupErrors.NotFound);
        if (!await access.AllowsAnywhereAsync(db, actor, Permissions.GroupManage, ct)) return (null, CommonErrors.Forbidden);
        return group.Source == "Local" ? (group, null) : (null, GroupErrors.Synced);
    }

    private Result<GroupChoice> Published(Actor actor, GroupChoice group)
    {
        changes.Publish(actor.AccountId, ChangeTopic.Groups);
        return group;
    }

    private void PublishAccess(Actor actor)
    {
        changes.Publish(actor.AccountId, ChangeTopic.Groups);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
    }

    private static (string Name, Error? Problem) CheckName(string typed)
    {
        var name = PersonName.Clean(typed);
        if (name.Length == 0) return (name, Error.Field("validation_failed", 422, "name", "Enter a group name."));
        return name.Length <= DirectoryGroup.MaxNameLength ? (name, null)
            : (name, Error.Field("validation_failed", 422, "name", $"A group name can have {DirectoryGroup.MaxNameLength} characters; this has {name.Length}."));
    }

    private static async Task<Error?> SaveAsync(DashboardDbContext db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return GroupErrors.Exists;
        }
    }
}
