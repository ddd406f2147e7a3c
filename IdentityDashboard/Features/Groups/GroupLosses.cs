using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Groups;

/// <summary>Says before it happens which access goes when somebody or something leaves a group; nothing to those who may not see people.</summary>
internal sealed class GroupLosses(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AccessLosses losses)
{
    private const int Listed = 6;

    /// <returns>One sentence for each role the person loses; none when they lose nothing.</returns>
    public async Task<IReadOnlyList<string>> OfMemberAsync(Actor actor, Guid groupId, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await access.MayReadPeopleAsync(db, actor, ct) ? Say("Loses", await losses.OfPersonAsync(db, actor.AccountId, groupId, identityId, ct)) : [];
    }

    /// <returns>One sentence for each role that who is in the inner group loses; people may still hold it in a way of their own.</returns>
    public async Task<IReadOnlyList<string>> OfInsideAsync(Actor actor, Guid groupId, Guid insideId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await access.MayReadPeopleAsync(db, actor, ct) ? Say("They lose", await losses.OfGroupAsync(db, actor.AccountId, groupId, insideId, ct)) : [];
    }

    /// <returns>What goes with the group: its roles and those of the groups it stands in, and what stays.</returns>
    public async Task<IReadOnlyList<string>> OfDeletedAsync(Actor actor, Guid groupId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.MayReadPeopleAsync(db, actor, ct)) return [];
        var inside = await db.Groups.Where(g => db.GroupParents.Any(p => p.ParentId == groupId && p.ChildId == g.Id)).OrderBy(g => g.NormalizedName).Select(g => g.Name).ToListAsync(ct);
        var stays = inside.Count == 0 ? Array.Empty<string>() : [$"{Names(inside)}, inside it, {(inside.Count == 1 ? "stays" : "stay")} with {(inside.Count == 1 ? "its" : "their")} own members and roles"];
        return [.. stays, .. Say("They lose", await losses.OfDeletedAsync(db, actor.AccountId, groupId, ct))];
    }

    private static IReadOnlyList<string> Say(string verb, IReadOnlyList<LostRole> lost)
    {
        var lines = lost.Take(Listed).Select(l => $"{verb} {l.Grant.RoleName} at {l.Grant.NodePath} (through {l.Via})");
        return lost.Count > Listed ? [.. lines, $"And {Quantity.Of(lost.Count - Listed, "role")} more"] : [.. lines];
    }

    private static string Names(List<string> names) =>
        names.Count > Listed ? $"{string.Join(", ", names.Take(Listed))} and {names.Count - Listed} more" : string.Join(", ", names);
}
