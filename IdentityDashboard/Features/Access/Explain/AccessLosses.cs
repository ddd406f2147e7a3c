using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>A role that goes with a group.</summary>
/// <param name="Via">The groups it came by ("Retail leads, in EMEA staff").</param>
public sealed record LostRole(RoleAtNode Grant, string Via);

/// <summary>
/// What leaving a group takes: the roles held now by it alone. Who has the same role there otherwise, or at a node above,
/// doesn't lose it.
/// </summary>
internal sealed class AccessLosses(AccessQueries names, TimeProvider clock)
{
    private sealed record Held(Guid RoleId, Guid NodeId, Guid? GroupId);

    /// <summary>A person who leaves the group they were put into.</summary>
    public async Task<IReadOnlyList<LostRole>> OfPersonAsync(DashboardDbContext db, Guid accountId, Guid groupId, Guid identityId, CancellationToken ct)
    {
        var members = await Memberships.Now(db, clock.GetUtcNow()).Where(m => m.IdentityId == identityId).ToListAsync(ct);
        var kept = members.Where(m => m.OwnGroupId != groupId).Select(m => m.GroupId).ToHashSet();
        return await ReadAsync(db, accountId, groupId, [.. members.Select(m => m.GroupId).Where(g => !kept.Contains(g)).Distinct()], kept, identityId, ct);
    }

    /// <summary>Everybody in a group that is taken out of another.</summary>
    public async Task<IReadOnlyList<LostRole>> OfGroupAsync(DashboardDbContext db, Guid accountId, Guid parentId, Guid childId, CancellationToken ct)
    {
        var parents = await GroupChains.ParentsAsync(db, [childId], ct);
        var kept = new HashSet<Guid> { childId };
        var next = new Queue<Guid>(kept);
        while (next.TryDequeue(out var at))
        {
            foreach (var parent in parents[at].Where(p => (at != childId || p != parentId) && kept.Add(p))) next.Enqueue(parent);
        }

        var above = await Memberships.Upwards(db, childId).ToListAsync(ct);
        return await ReadAsync(db, accountId, childId, [.. above.Where(g => !kept.Contains(g))], kept, identityId: null, ct);
    }

    /// <summary>Everybody in a group that is deleted.</summary>
    public async Task<IReadOnlyList<LostRole>> OfDeletedAsync(DashboardDbContext db, Guid accountId, Guid groupId, CancellationToken ct) =>
        await ReadAsync(db, accountId, groupId, await Memberships.Upwards(db, groupId).ToListAsync(ct), [], identityId: null, ct);

    /// <param name="own">The group they leave or are in, where the ways to the lost ones begin.</param>
    private async Task<IReadOnlyList<LostRole>> ReadAsync(
        DashboardDbContext db, Guid accountId, Guid own, List<Guid> lost, HashSet<Guid> kept, Guid? identityId, CancellationToken ct)
    {
        if (lost.Count == 0) return [];
        var live = HeldNow.Assignments(db, clock.GetUtcNow());
        var groups = lost.Concat(kept).ToList();
        var given = await live.Where(a => a.AccountId == accountId && a.GroupId != null && groups.Contains(a.GroupId.Value)).Select(a => new Held(a.RoleId, a.NodeId, a.GroupId)).ToListAsync(ct);
        var direct = identityId is null ? [] : await live.Where(a => a.IdentityId == identityId).Select(a => new Held(a.RoleId, a.NodeId, null)).ToListAsync(ct);

        var going = given.Where(h => lost.Contains(h.GroupId!.Value)).DistinctBy(h => (h.RoleId, h.NodeId)).ToList();
        var nodes = going.Select(h => h.NodeId).ToList();
        var above = (await db.NodeLineage.Where(l => nodes.Contains(l.DescendantId)).Select(l => new { l.DescendantId, l.AncestorId }).ToListAsync(ct)).ToLookup(l => l.DescendantId, l => l.AncestorId);
        var staying = given.Where(h => kept.Contains(h.GroupId!.Value)).Concat(direct).Select(h => (h.RoleId, h.NodeId)).ToHashSet();
        going.RemoveAll(h => above[h.NodeId].Any(node => staying.Contains((h.RoleId, node))));

        var chains = await GroupChains.ReadAsync(db, going.Select(h => (own, h.GroupId!.Value)), ct);
        var named = await names.NamesAsync(accountId, [.. going.Select(h => (h.RoleId, h.NodeId))], ct);
        return [.. going.Select(h => new LostRole(named[(h.RoleId, h.NodeId)], GroupStep.Line(chains.GetValueOrDefault((own, h.GroupId!.Value), [])) ?? ""))
            .OrderBy(l => l.Grant.RoleName, StringComparer.OrdinalIgnoreCase).ThenBy(l => l.Grant.NodePath, StringComparer.OrdinalIgnoreCase)];
    }
}
