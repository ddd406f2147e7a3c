using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

/// <summary>Who is in a group, and from when until when.</summary>
internal sealed partial class GroupService
{
    public Task<Result> AddMembersAsync(Actor actor, Guid id, IReadOnlyCollection<Guid> memberIds, CancellationToken ct) =>
        AddMembersAsync(actor, id, memberIds, MembershipWindow.Always, ct);

    /// <summary>Adds people; who is in already, or will be, stays as they are. Takes the rights the group gives (A35).</summary>
    public async Task<Result> AddMembersAsync(Actor actor, Guid id, IReadOnlyCollection<Guid> memberIds, MembershipWindow window, CancellationToken ct)
    {
        if (window.Problem(clock.GetUtcNow()) is { } unfit) return unfit;
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (group, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (!await grants.MayJoinGroupAsync(db, actor, id, ct)) return GroupErrors.BeyondOwnRights;
        var chosen = await people.FindAsync(actor, memberIds, ct);
        if (chosen.Count != memberIds.Distinct().Count()) return GroupErrors.MemberGone;

        var ids = chosen.Select(p => p.Id).ToList();
        await members.ClearEndedAsync(db, [id], ids, ct);
        var present = await db.GroupMembers.Where(m => m.GroupId == id && ids.Contains(m.IdentityId)).Select(m => m.IdentityId).ToListAsync(ct);
        foreach (var person in chosen.Where(p => !present.Contains(p.Id))) members.Add(db, actor, new GroupChoice(id, group!.Name), person.Id, person.Name, window);
        group!.UpdatedAt = clock.GetUtcNow();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        PublishAccess(actor);
        return Result.Ok;
    }

    /// <summary>From when until when somebody is in the group; for a membership that ended it begins anew.</summary>
    public Task<Result> SetWindowAsync(Actor actor, Guid id, Guid memberId, MembershipWindow window, CancellationToken ct)
    {
        if (window.Problem(clock.GetUtcNow()) is { } unfit) return Task.FromResult<Result>(unfit);
        return ChangeMemberAsync(actor, id, memberId, (db, group, member, name) =>
        {
            var before = new MembershipWindow(member.EffectiveFrom, member.EffectiveTo);
            if (before == window) return;
            (member.EffectiveFrom, member.EffectiveTo) = (window.From, window.Until);
            audit.Add(db, actor, AuditActions.GroupMemberChanged, group, MembershipWindow.Record(new Changes().Set("member", null, name).Set("member_id", null, memberId.ToString()), before, window));
        }, ct);
    }

    public Task<Result> RemoveMemberAsync(Actor actor, Guid id, Guid memberId, CancellationToken ct) => ChangeMemberAsync(actor, id, memberId, (db, group, member, name) =>
    {
        db.GroupMembers.Remove(member);
        audit.Add(db, actor, AuditActions.GroupMemberRemoved, group, GroupMembershipWriter.Removed(member, name));
    }, ct);

    /// <summary>Takes the rights the group gives; the last Admin at a root stays one.</summary>
    private async Task<Result> ChangeMemberAsync(Actor actor, Guid id, Guid memberId, Action<DashboardDbContext, AuditTarget, GroupMember, string> change, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (group, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (!await grants.MayJoinGroupAsync(db, actor, id, ct)) return GroupErrors.BeyondOwnRights;
        var member = await db.GroupMembers.FirstOrDefaultAsync(m => m.GroupId == id && m.IdentityId == memberId, ct);
        if (member is null) return GroupErrors.MemberGone;

        var admins = await LastAdminRule.OfGroupAsync(db, id, now, ct);
        change(db, new AuditTarget(AuditTarget.Group, id, group!.Name), member, (await people.FindAsync(actor, [memberId], ct)).FirstOrDefault()?.Name ?? "somebody deleted");
        group.UpdatedAt = now;
        await db.SaveChangesAsync(ct);
        if (!await LastAdminRule.StaysAsync(db, admins, now, ct)) return AccessErrors.LastAdmin;
        await transaction.CommitAsync(ct);
        PublishAccess(actor);
        return Result.Ok;
    }
}
