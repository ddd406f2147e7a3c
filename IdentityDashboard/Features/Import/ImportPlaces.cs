using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Finds the roles, nodes and groups that rows name, and whether the actor may give them: a fixed number of statements a batch.</summary>
internal sealed class ImportPlaces(SightService sights, GrantGuardBatch grants, GroupMembershipWriter groups)
{
    private const int MostNodes = 2000;
    private const string PathSeparator = " / ";

    /// <summary>Where the actor may bring people in.</summary>
    public async Task<Sight> ManagedAsync(DashboardDbContext db, ImportOrder order, CancellationToken ct) =>
        order.EnvironmentId is { } environment ? await sights.InAsync(db, order.Actor, Permissions.IdentityManage, environment, ct) : Sight.All;

    /// <returns>By name in lower case, and by id.</returns>
    public static async Task<IReadOnlyDictionary<string, Guid>> RolesAsync(DashboardDbContext db, ImportOrder order, IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        if (!order.GivesRoles || rows.All(r => r.Role is null)) return new Dictionary<string, Guid>();
        var roles = await db.Roles.Where(r => r.EnvironmentId == order.EnvironmentId && r.AccountId == order.Actor.AccountId).Select(r => new { r.Id, r.Name }).ToListAsync(ct);
        return roles.SelectMany(r => new[] { (Name: r.Name, r.Id), (Name: r.Id.ToString(), r.Id) }).DistinctBy(r => r.Name, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(r => r.Name, r => r.Id, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Looks up what the memory doesn't know yet.</summary>
    public static async Task NodesAsync(DashboardDbContext db, ImportOrder order, Sight managed, IReadOnlyList<ImportRow> rows, ImportMemory memory, CancellationToken ct)
    {
        if (!order.GivesRoles) return;
        var texts = rows.Select(r => r.Node).OfType<string>().Where(t => !memory.Nodes.ContainsKey(t)).Distinct(StringComparer.Ordinal).ToList();
        if (texts.Count == 0) return;
        var ids = texts.Select(t => Guid.TryParse(t, out var id) ? id : (Guid?)null).OfType<Guid>().ToList();
        var names = texts.SelectMany(t => new[] { t, Steps(t)[^1] }).SelectMany(n => new[] { n, n.ToLowerInvariant() }).Distinct(StringComparer.Ordinal).ToList();
        var nodes = await SightService.Under(db, db.Nodes.Where(n => n.EnvironmentId == order.EnvironmentId && n.AccountId == order.Actor.AccountId && !n.IsArchived), managed)
            .Where(n => ids.Contains(n.Id) || names.Contains(n.Name) || names.Contains(n.Name.ToLower())).Select(n => new { n.Id, n.Name }).Take(MostNodes).ToListAsync(ct);
        var paths = await AccessQueries.PathsAsync(db, [.. nodes.Select(n => n.Id)], ct);
        foreach (var text in texts)
        {
            var path = string.Join(PathSeparator, Steps(text));
            var found = nodes.Where(n => n.Id.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)).ToList();
            if (found.Count == 0) found = [.. nodes.Where(n => paths[n.Id].Equals(path, StringComparison.OrdinalIgnoreCase))];
            if (found.Count == 0) found = [.. nodes.Where(n => n.Name.Equals(text, StringComparison.OrdinalIgnoreCase))];
            memory.Nodes[text] = found.Count switch
            {
                1 => (found[0].Id, null),
                0 => (null, $"There is no node “{text}” here."),
                _ => (null, $"Several nodes are called “{text}”. Write the path, such as {paths[found[0].Id]}."),
            };
        }
    }

    /// <summary>Looks up what the memory doesn't know yet.</summary>
    public async Task GroupsAsync(DashboardDbContext db, ImportOrder order, IReadOnlyList<ImportRow> rows, ImportMemory memory, CancellationToken ct)
    {
        var texts = rows.SelectMany(r => r.Groups).Where(t => !memory.Groups.ContainsKey(t)).Distinct(StringComparer.Ordinal).ToList();
        if (texts.Count == 0) return;
        var ids = texts.Select(t => Guid.TryParse(t, out var id) ? id : (Guid?)null).OfType<Guid>().ToList();
        var names = texts.Select(DirectoryGroup.Normalize).ToList();
        var found = await db.Groups.Where(g => g.AccountId == order.Actor.AccountId && (names.Contains(g.NormalizedName) || ids.Contains(g.Id))).Select(g => new { g.Id, g.Name, g.NormalizedName }).ToListAsync(ct);
        foreach (var text in texts)
        {
            var group = found.Find(g => g.Id.ToString().Equals(text, StringComparison.OrdinalIgnoreCase)) ?? found.Find(g => g.NormalizedName == DirectoryGroup.Normalize(text));
            if (group is null) memory.Groups[text] = (null, $"There is no group “{text}”. Create it first, or take it out.");
            else memory.Groups[text] = (new GroupChoice(group.Id, group.Name), (await groups.CheckAsync(db, order.Actor, [new GroupChoice(group.Id, group.Name)], ct))?.Message);
        }
    }

    /// <summary>Whether each of these may be given to newcomers by this actor (A34); null for yes.</summary>
    public async Task<IReadOnlyDictionary<(Guid? Role, Guid? Node), Error?>> GrantsAsync(
        DashboardDbContext db, ImportOrder order, Sight managed, IReadOnlyCollection<(Guid? Role, Guid? Node)> pairs, CancellationToken ct)
    {
        var whole = pairs.Where(p => p is { Role: not null, Node: not null }).Select(p => (p.Role!.Value, p.Node!.Value)).Distinct().ToList();
        var given = whole.Count == 0 ? null : await grants.CheckEachAsync(db, order.Actor, order.EnvironmentId!.Value, whole, ct);
        var answers = new Dictionary<(Guid?, Guid?), Error?>();
        foreach (var pair in pairs.Distinct())
        {
            answers[pair] = await SightService.NewcomerRefusalAsync(db, managed, pair.Role, pair.Node, ct) ?? pair switch
            {
                { Role: { } role, Node: { } node } => given![(role, node)],
                { Role: not null } => AccessErrors.NodeMissing,
                { Node: not null } => AccessErrors.RoleMissing,
                _ => null,
            };
        }

        return answers;
    }

    private static string[] Steps(string text) => text.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } steps ? steps : [text];
}
