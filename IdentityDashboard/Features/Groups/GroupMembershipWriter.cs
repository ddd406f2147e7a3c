using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

/// <summary>A group as somebody chose it in a form: if its name changed since, they chose something else (S99).</summary>
public sealed record GroupChoice(Guid Id, string Name);

/// <summary>Puts people into groups within the caller's transaction, for create, invite and acceptance.</summary>
internal sealed class GroupMembershipWriter(GrantGuard grants, AuditLog audit, TimeProvider clock)
{
    /// <summary>Are the chosen groups still there under the same names, local, and may the actor add to them?</summary>
    public async Task<Error?> CheckAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<GroupChoice> chosen, CancellationToken ct)
    {
        if (chosen.Count == 0) return null;
        var ids = chosen.Select(c => c.Id).ToList();
        var found = await db.Groups.Where(g => g.AccountId == actor.AccountId && ids.Contains(g.Id)).ToDictionaryAsync(g => g.Id, ct);
        foreach (var choice in chosen)
        {
            if (!found.TryGetValue(choice.Id, out var group) || group.Name != choice.Name) return GroupErrors.Gone;
            if (group.Source != "Local") return GroupErrors.Synced;
            if (!await grants.MayJoinGroupAsync(db, actor, group.Id, ct)) return GroupErrors.BeyondOwnRights;
        }

        return null;
    }

    /// <summary><see cref="CheckAsync"/> for each of many, by themselves: the answer depends on the group alone, not on who joins it.</summary>
    public async Task<IReadOnlyDictionary<GroupChoice, Error?>> CheckEachAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<GroupChoice> chosen, CancellationToken ct)
    {
        if (chosen.Count == 0) return new Dictionary<GroupChoice, Error?>();
        var ids = chosen.Select(c => c.Id).Distinct().ToList();
        var found = await db.Groups.AsNoTracking().Where(g => g.AccountId == actor.AccountId && ids.Contains(g.Id)).ToDictionaryAsync(g => g.Id, ct);
        var joinable = new Dictionary<Guid, bool>();
        foreach (var id in found.Values.Where(g => g.Source == "Local").Select(g => g.Id)) joinable[id] = await grants.MayJoinGroupAsync(db, actor, id, ct);
        return chosen.Distinct().ToDictionary(c => c, Error? (c) =>
            !found.TryGetValue(c.Id, out var group) || group.Name != c.Name ? GroupErrors.Gone : !joinable.TryGetValue(c.Id, out var may) ? GroupErrors.Synced : may ? null : GroupErrors.BeyondOwnRights);
    }

    /// <summary>A lasting membership among rows that are written together.</summary>
    public void Add(NewRows rows, Actor actor, GroupChoice group, Guid identityId, string identityName)
    {
        rows.Add(new GroupMember { GroupId = group.Id, IdentityId = identityId, AddedAt = clock.GetUtcNow() });
        audit.Add(rows, actor, AuditActions.GroupMemberAdded, new AuditTarget(AuditTarget.Group, group.Id, group.Name), Added(identityId, identityName, MembershipWindow.Always));
    }

    public void Add(DashboardDbContext db, Actor actor, GroupChoice group, Guid identityId, string identityName) => Add(db, actor, group, identityId, identityName, MembershipWindow.Always);

    public void Add(DashboardDbContext db, Actor actor, GroupChoice group, Guid identityId, string identityName, MembershipWindow window)
    {
        var now = clock.GetUtcNow();
        var from = window.IsUpcoming(now) ? window.From : null;
        db.GroupMembers.Add(new GroupMember { GroupId = group.Id, IdentityId = identityId, AddedAt = now, EffectiveFrom = from, EffectiveTo = window.Until });
        audit.Add(db, actor, AuditActions.GroupMemberAdded, new AuditTarget(AuditTarget.Group, group.Id, group.Name), Added(identityId, identityName, new MembershipWindow(from, window.Until)));
    }

    private static Changes Added(Guid identityId, string identityName, MembershipWindow window) =>
        MembershipWindow.Record(new Changes().Set("member", null, identityName).Set("member_id", null, identityId.ToString()), null, window);

    /// <summary>What the record of a removal says.</summary>
    public static Changes Removed(GroupMember member, string name) => MembershipWindow.Record(
        new Changes().Set("member", name, null).Set("member_id", member.IdentityId.ToString(), null), new MembershipWindow(member.EffectiveFrom, member.EffectiveTo), null);

    /// <summary>Makes room for those whose membership has ended and who are put in again.</summary>
    public Task ClearEndedAsync(DashboardDbContext db, IReadOnlyCollection<Guid> groupIds, IReadOnlyCollection<Guid> identityIds, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.GroupMembers.Where(m => groupIds.Contains(m.GroupId) && identityIds.Contains(m.IdentityId) && m.EffectiveTo <= now).ExecuteDeleteAsync(ct);
    }
}
