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

    public void Add(DashboardDbContext db, Actor actor, GroupChoice group, Guid identityId, string identityName)
    {
        db.GroupMembers.Add(new GroupMember { GroupId = group.Id, IdentityId = identityId, AddedAt = clock.GetUtcNow() });
        audit.Add(db, actor, AuditActions.GroupMemberAdded, new AuditTarget(AuditTarget.Group, group.Id, group.Name),
            new Changes().Set("member", null, identityName).Set("member_id", null, identityId.ToString()));
    }
}
