using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

/// <summary>
/// Puts many people into groups, or takes them out, within the caller's transaction. Which of the groups it came to
/// for a person is kept as bits of <see cref="BatchRow.MadeId"/>, in the order of the groups, so that undoing touches
/// no other membership.
/// </summary>
internal sealed class GroupMembersBatch(AccessService access, GrantGuard grants, GroupMembershipWriter writer, AuditLog audit, TimeProvider clock)
{
    /// <summary>As many as there is room for names in a dialog, and less than a Guid has bits.</summary>
    public const int MaxGroups = 20;

    private const string TimedBefore = "They were in the group for a time of its own: put them back on the group’s page.";

    private sealed record Joined(Guid GroupId, Guid PersonId, DateTimeOffset AddedAt);

    /// <summary>What <see cref="AddAsync"/> or <see cref="RemoveAsync"/> would come to; writes nothing.</summary>
    /// <param name="addedBefore">When adding is taken back: a later membership is somebody else's doing.</param>
    public async Task<IReadOnlyList<BatchRow>> CheckAsync(
        DashboardDbContext db, Actor actor, IReadOnlyList<GroupChoice> groups, bool add, IReadOnlyList<BatchTarget> targets, DateTimeOffset? addedBefore, CancellationToken ct) =>
        (await JudgeAsync(db, actor, groups, add, targets, addedBefore, ct)).Rows;

    public async Task<IReadOnlyList<BatchRow>> AddAsync(
        DashboardDbContext db, Actor actor, IReadOnlyList<GroupChoice> groups, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        var (rows, names) = await JudgeAsync(db, actor, groups, add: true, targets, addedBefore: null, ct);
        for (var g = 0; g < groups.Count; g++)
        {
            var joining = rows.Where(r => Has(r.MadeId, g)).Select(r => r.Id).ToList();
            await writer.ClearEndedAsync(db, [groups[g].Id], joining, ct);
            foreach (var id in joining) writer.Add(db, actor, groups[g], id, names[id]);
        }

        await TouchAsync(db, groups, rows, ct);
        return rows;
    }

    public async Task<IReadOnlyList<BatchRow>> RemoveAsync(
        DashboardDbContext db, Actor actor, IReadOnlyList<GroupChoice> groups, IReadOnlyList<BatchTarget> targets, DateTimeOffset? addedBefore, CancellationToken ct)
    {
        var (rows, names) = await JudgeAsync(db, actor, groups, add: false, targets, addedBefore, ct);
        var (limited, staying) = (new HashSet<(int Place, Guid PersonId)>(), new HashSet<(int Place, Guid PersonId)>());
        for (var g = 0; g < groups.Count; g++)
        {
            var (group, leaving) = (groups[g], rows.Where(r => Has(r.MadeId, g)).Select(r => r.Id).ToList());
            var memberships = await db.GroupMembers.Where(m => m.GroupId == group.Id && leaving.Contains(m.IdentityId)).ToListAsync(ct);
            if (!await RemoveAsync(db, group.Id, memberships, ct))
            {
                staying.UnionWith(leaving.Select(id => (g, id)));
                continue;
            }

            limited.UnionWith(memberships.Where(m => m.EffectiveFrom is not null || m.EffectiveTo is not null).Select(m => (g, m.IdentityId)));
            foreach (var member in memberships)
            {
                audit.Add(db, actor, AuditActions.GroupMemberRemoved, new AuditTarget(AuditTarget.Group, group.Id, group.Name), GroupMembershipWriter.Removed(member, names[member.IdentityId]));
            }
        }

        rows = [.. rows.Select(r => Without(r, staying) is { } left && left == Guid.Empty ? new BatchRow(r.Id, AccessErrors.LastAdmin.Message) : r with { MadeId = Without(r, staying) })];
        await TouchAsync(db, groups, rows, ct);
        // Undoing puts people back without an end: those who had one aren't its to bring back.
        return [.. rows.Select(r => r with { MadeId = Without(r, limited) })];
    }

    /// <returns>False when the last Admin at a root would go with them: then all stay.</returns>
    private async Task<bool> RemoveAsync(DashboardDbContext db, Guid groupId, List<GroupMember> memberships, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var admins = memberships.Count == 0 ? [] : await LastAdminRule.OfGroupAsync(db, groupId, now, ct);
        db.GroupMembers.RemoveRange(memberships);
        if (admins.Count == 0) return true;
        await db.SaveChangesAsync(ct);
        if (await LastAdminRule.StaysAsync(db, admins, now, ct)) return true;
        db.GroupMembers.AddRange(memberships);
        await db.SaveChangesAsync(ct);
        return false;
    }

    private async Task<(IReadOnlyList<BatchRow> Rows, Dictionary<Guid, string> Names)> JudgeAsync(
        DashboardDbContext db, Actor actor, IReadOnlyList<GroupChoice> groups, bool add, IReadOnlyList<BatchTarget> targets, DateTimeOffset? addedBefore, CancellationToken ct)
    {
        var (people, places) = (targets.Select(t => t.Id).ToList(), groups.Select(g => g.Id).ToList());
        var now = clock.GetUtcNow();
        var refused = await RefusalsAsync(db, actor, groups, ct);
        var names = await db.Identities.Where(i => people.Contains(i.Id) && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted)
            .ToDictionaryAsync(i => i.Id, i => (i.FirstName + " " + i.LastName).Trim(), ct);
        var joined = (await db.GroupMembers.Where(m => places.Contains(m.GroupId) && people.Contains(m.IdentityId))
            .Where(m => !add || m.EffectiveTo == null || m.EffectiveTo > now).Select(m => new Joined(m.GroupId, m.IdentityId, m.AddedAt)).ToListAsync(ct)).ToDictionary(m => (m.GroupId, m.PersonId), m => m.AddedAt);
        return ([.. targets.Select(Judge)], names);

        BatchRow Judge(BatchTarget target)
        {
            if (!names.ContainsKey(target.Id)) return new BatchRow(target.Id, BatchWords.Gone);
            var (bits, reasons) = (new byte[16], new List<string>());
            for (var g = 0; g < groups.Count; g++)
            {
                if (target.MadeId is not null && !Has(target.MadeId, g)) continue;
                if (Problem(groups[g], target.Id) is { } problem) reasons.Add(problem);
                else bits[g / 8] |= (byte)(1 << (g % 8));
            }

            return bits.Any(b => b != 0) ? new BatchRow(target.Id, MadeId: new Guid(bits)) : new BatchRow(target.Id, reasons.Count == 0 ? TimedBefore : string.Join(' ', reasons.Distinct(StringComparer.Ordinal)));
        }

        string? Problem(GroupChoice group, Guid person)
        {
            if (refused.TryGetValue(group.Id, out var refusal)) return refusal;
            var isIn = joined.TryGetValue((group.Id, person), out var addedAt);
            if (add) return isIn ? $"Already in {group.Name}." : null;
            return !isIn ? $"Not in {group.Name}." : addedAt > addedBefore ? $"Added to {group.Name} again since." : null;
        }
    }

    private async Task<Dictionary<Guid, string>> RefusalsAsync(DashboardDbContext db, Actor actor, IReadOnlyList<GroupChoice> groups, CancellationToken ct)
    {
        var ids = groups.Select(g => g.Id).ToList();
        var found = await db.Groups.Where(g => g.AccountId == actor.AccountId && ids.Contains(g.Id)).Select(g => new { g.Id, g.Source }).ToDictionaryAsync(g => g.Id, g => g.Source, ct);
        var manages = await access.AllowsAnywhereAsync(db, actor, Permissions.GroupManage, ct);
        var refused = new Dictionary<Guid, string>();
        foreach (var group in groups)
        {
            if (!found.TryGetValue(group.Id, out var source)) refused[group.Id] = $"The group {group.Name} isn’t here any more.";
            else if (!manages) refused[group.Id] = CommonErrors.Forbidden.Message;
            else if (source != "Local") refused[group.Id] = $"{group.Name} comes from an identity provider. Change it there.";
            else if (!await grants.MayJoinGroupAsync(db, actor, group.Id, ct)) refused[group.Id] = $"{group.Name} has a role that can do more than you can.";
        }

        return refused;
    }

    private Task TouchAsync(DashboardDbContext db, IReadOnlyList<GroupChoice> groups, IReadOnlyList<BatchRow> rows, CancellationToken ct)
    {
        var touched = groups.Where((_, g) => rows.Any(r => Has(r.MadeId, g))).Select(g => g.Id).ToList();
        var now = clock.GetUtcNow();
        return touched.Count == 0 ? Task.CompletedTask : db.Groups.Where(g => touched.Contains(g.Id)).ExecuteUpdateAsync(s => s.SetProperty(g => g.UpdatedAt, now), ct);
    }

    private static Guid? Without(BatchRow row, HashSet<(int Place, Guid PersonId)> places)
    {
        if (row.MadeId is not { } bits) return null;
        var bytes = bits.ToByteArray();
        foreach (var (place, _) in places.Where(p => p.PersonId == row.Id)) bytes[place / 8] &= (byte)~(1 << (place % 8));
        return new Guid(bytes);
    }

    private static bool Has(Guid? bits, int place) => bits is { } made && (made.ToByteArray()[place / 8] >> (place % 8) & 1) == 1;
}
