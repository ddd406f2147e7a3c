using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <param name="Grants">The permission keys in it, for saying what an elevated role can do (U39).</param>
public sealed record RoleChoice(Guid Id, string Name, string Description, bool IsBuiltIn, IReadOnlyList<string> Grants)
{
    /// <summary>Gives power over others' access, so it is confirmed before it is granted.</summary>
    public bool IsElevated => Grants.Contains(Permissions.AssignmentManage) || Grants.Contains(Permissions.RoleManage);
}

/// <summary>A permission to ask about.</summary>
/// <param name="IsBuiltIn">One of the dashboard's own.</param>
public sealed record PermissionChoice(string Key, string Description, bool IsBuiltIn)
{
    private const string OwnGroup = "The application’s";
    private const string BuiltInGroup = "The dashboard’s";

    internal SelectOption Option => new(Key, Key, IsBuiltIn ? BuiltInGroup : OwnGroup);
}

/// <param name="Below">How many nodes lie under it.</param>
public sealed record NodeChoice(Guid Id, Guid? ParentId, string Name, string Path, bool HasChildren, int Below);

/// <summary>A role somebody holds, and how they came to it.</summary>
/// <param name="ViaGroup">The group they are in, and the groups up to the one that has the role ("Retail leads, in EMEA staff"); null for a direct assignment.</param>
/// <param name="Until">When it ends, or the membership that brings it if that is sooner.</param>
public sealed record HeldRole(Guid SubjectId, RoleAtNode Grant, string? ViaGroup, string GrantedBy, DateTimeOffset Since, DateTimeOffset? Until)
{
    public Guid AssignmentId { get; init; }
}

/// <summary>What there is to choose from, and what people hold: read for lists, dialogs and pages.</summary>
internal sealed class AccessQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, ISearchIndex search, TimeProvider clock)
{
    private const string PathSeparator = " / ";
    private const int SearchLimit = 50;

    /// <summary>Roles of an environment for the account's people; empty for anybody else's environment.</summary>
    public async Task<IReadOnlyList<RoleChoice>> RolesAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var roles = await db.Roles.Where(r => r.EnvironmentId == environmentId && r.AccountId == actor.AccountId)
            .OrderBy(r => r.IsBuiltIn).ThenBy(r => r.Name)
            .Select(r => new
            {
                r.Id,
                r.Name,
                r.Description,
                r.IsBuiltIn,
                Keys = db.RolePermissions.Where(p => p.RoleId == r.Id).Join(db.Permissions, p => p.PermissionId, p => p.Id, (_, p) => p.Key).ToList(),
            })
            .ToListAsync(ct);
        return [.. roles.Select(r => new RoleChoice(r.Id, r.Name, r.Description, r.IsBuiltIn, r.Keys))];
    }

    /// <summary>The catalogue of an environment, the application's own first; empty for anybody else's environment.</summary>
    public async Task<IReadOnlyList<PermissionChoice>> PermissionsAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Permissions.Where(p => p.EnvironmentId == environmentId && p.AccountId == actor.AccountId).OrderBy(p => p.IsBuiltIn).ThenBy(p => p.Key)
            .Select(p => new PermissionChoice(p.Key, p.Description, p.IsBuiltIn)).ToListAsync(ct);
    }

    /// <summary>The uppermost node of an environment that the actor can choose: its root, or the first of those they have a role at.</summary>
    public async Task<NodeChoice?> RootAsync(Actor actor, Guid environmentId, CancellationToken ct) => (await TopsAsync(actor, environmentId, ct)).FirstOrDefault();

    /// <summary>The root alone, or all the uppermost nodes that the actor has a role at.</summary>
    public async Task<IReadOnlyList<NodeChoice>> TopsAsync(Actor actor, Guid environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await SightAsync(db, actor, environmentId, ct);
        var nodes = In(db, actor, environmentId);
        return await ChoicesAsync(db, sight.Everywhere ? nodes.Where(n => n.ParentId == null) : nodes.Where(n => sight.Nodes.Contains(n.Id)), ct);
    }

    /// <summary>A node of an environment, or the uppermost when none is given or it isn't there.</summary>
    public async Task<NodeChoice?> NodeAsync(Actor actor, Guid environmentId, Guid? nodeId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await SightAsync(db, actor, environmentId, ct);
        var found = await ChoicesAsync(db, SightService.Under(db, In(db, actor, environmentId).Where(n => n.Id == nodeId), sight), ct);
        return found.Count > 0 ? found[0] : await RootAsync(actor, environmentId, ct);
    }

    /// <summary>Nodes of an environment, those near the root first, at most <paramref name="take"/>; ordered by path.</summary>
    public async Task<IReadOnlyList<NodeChoice>> NodesAsync(Actor actor, Guid environmentId, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await SightAsync(db, actor, environmentId, ct);
        var nearest = SightService.Under(db, In(db, actor, environmentId).Where(n => !n.IsArchived), sight)
            .OrderBy(n => db.NodeLineage.Count(l => l.DescendantId == n.Id)).ThenBy(n => n.Name).Take(take);
        var nodes = await ChoicesAsync(db, nearest, ct);
        return [.. nodes.OrderBy(n => n.ParentId is not null).ThenBy(n => n.Path, StringComparer.OrdinalIgnoreCase)];
    }

    public async Task<IReadOnlyList<NodeChoice>> ChildrenAsync(Actor actor, Guid parentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var environment = await db.Nodes.Where(n => n.Id == parentId && n.AccountId == actor.AccountId).Select(n => (Guid?)n.EnvironmentId).FirstOrDefaultAsync(ct);
        if (environment is null || !await SightService.SeesNodeAsync(db, await SightAsync(db, actor, environment.Value, ct), parentId, ct)) return [];
        return await ChoicesAsync(db, db.Nodes.Where(n => n.ParentId == parentId && n.AccountId == actor.AccountId && !n.IsArchived), ct);
    }

    /// <summary>Nodes of an environment whose name contains the text, at most 50.</summary>
    public async Task<IReadOnlyList<NodeChoice>> SearchNodesAsync(Actor actor, Guid environmentId, string text, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = SightService.Under(db, NodesNamed(db, actor.AccountId, environmentId, text).Where(n => !n.IsArchived), await SightAsync(db, actor, environmentId, ct));
        return await ChoicesAsync(db, found.OrderBy(n => n.Name).Take(SearchLimit), ct);
    }

    /// <summary>Nodes of an environment, archived ones too, whose name contains the text; one of fewer than three characters begins it.</summary>
    public IQueryable<Node> NodesNamed(DashboardDbContext db, Guid accountId, Guid environmentId, string text)
    {
        var term = text.Trim().ToLowerInvariant();
        var nodes = db.Nodes.Where(n => n.EnvironmentId == environmentId && n.AccountId == accountId);
        if (term.Length < ISearchIndex.MinLength) return nodes.Where(n => n.Name.ToLower().StartsWith(term));
        var ids = search.Nodes(db, accountId, term);
        return nodes.Where(n => ids.Contains(n.Id));
    }

    /// <summary>The path of a node of the actor's account, or null when it isn't there.</summary>
    public async Task<string?> NodePathAsync(Actor actor, Guid nodeId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var environment = await db.Nodes.Where(n => n.Id == nodeId && n.AccountId == actor.AccountId).Select(n => (Guid?)n.EnvironmentId).FirstOrDefaultAsync(ct);
        if (environment is null || !await SightService.SeesNodeAsync(db, await SightAsync(db, actor, environment.Value, ct), nodeId, ct)) return null;
        return (await PathsAsync(db, [nodeId], ct))[nodeId];
    }

    /// <summary>Names for a role and a node of the actor's account, or null when either isn't there.</summary>
    public async Task<RoleAtNode?> NameAsync(DashboardDbContext db, Guid accountId, Guid? roleId, Guid? nodeId, CancellationToken ct)
    {
        if (roleId is null || nodeId is null) return null;
        var found = await (from role in db.Roles
                           where role.Id == roleId && role.AccountId == accountId
                           join environment in db.Environments on role.EnvironmentId equals environment.Id
                           select new { role.Name, environment.Id, Environment = environment.Name }).FirstOrDefaultAsync(ct);
        if (found is null || !await db.Nodes.AnyAsync(n => n.Id == nodeId && n.EnvironmentId == found.Id, ct)) return null;
        var paths = await PathsAsync(db, [nodeId.Value], ct);
        return new RoleAtNode(found.Id, found.Environment, roleId.Value, found.Name, nodeId.Value, paths[nodeId.Value]);
    }

    /// <summary>The same for many at once (the key is role and node): two statements, however many.</summary>
    public async Task<IReadOnlyDictionary<(Guid Role, Guid Node), RoleAtNode>> NamesAsync(Guid accountId, IReadOnlyCollection<(Guid Role, Guid Node)> pairs, CancellationToken ct)
    {
        if (pairs.Count == 0) return new Dictionary<(Guid, Guid), RoleAtNode>();
        await using var db = await dbs.CreateDbContextAsync(ct);
        var roleIds = pairs.Select(p => p.Role).Distinct().ToList();
        var roles = await (from role in db.Roles
                           where roleIds.Contains(role.Id) && role.AccountId == accountId
                           join environment in db.Environments on role.EnvironmentId equals environment.Id
                           select new { role.Id, role.Name, EnvironmentId = environment.Id, Environment = environment.Name }).ToDictionaryAsync(r => r.Id, ct);
        var paths = await PathsAsync(db, [.. pairs.Select(p => p.Node).Distinct()], ct);
        return pairs.Distinct().Where(p => roles.ContainsKey(p.Role) && paths.ContainsKey(p.Node))
            .ToDictionary(p => p, p => new RoleAtNode(roles[p.Role].EnvironmentId, roles[p.Role].Environment, p.Role, roles[p.Role].Name, p.Node, paths[p.Node]));
    }

    /// <summary>
    /// The roles these people hold now, directly or through groups; in one environment, or in all when none is given.
    /// </summary>
    public async Task<ILookup<Guid, HeldRole>> HeldByAsync(Guid accountId, IReadOnlyCollection<Guid> identityIds, Guid? environmentId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var live = HeldNow.Assignments(db, now);
        var direct = await live.Where(a => a.AccountId == accountId && (environmentId == null || a.EnvironmentId == environmentId))
            .Where(a => a.IdentityId != null && identityIds.Contains(a.IdentityId.Value))
            .Select(a => new { Subject = a.IdentityId!.Value, a.Id, a.RoleId, a.NodeId, Group = (string?)null, a.GrantedBy, a.CreatedAt, a.EffectiveTo }).ToListAsync(ct);
        // In two steps from the people's own rows: as one join, SQLite may begin with every assignment there is.
        var members = await Memberships.Now(db, now).Where(m => identityIds.Contains(m.IdentityId)).ToListAsync(ct);
        var groupIds = members.Select(m => m.GroupId).Distinct().ToList();
        // The groups' own rows alone: asked for the environment as well, SQLite reads all assignments there are in it.
        var given = groupIds.Count == 0 ? [] : await live.Where(a => a.AccountId == accountId && a.GroupId != null && groupIds.Contains(a.GroupId.Value))
            .Select(a => new { GroupId = a.GroupId!.Value, a.EnvironmentId, a.Id, a.RoleId, a.NodeId, a.GrantedBy, a.CreatedAt, a.EffectiveTo }).ToListAsync(ct);
        // Who comes to the same one by several groups has it once: by the way that lasts longest, then the shortest.
        var reached = members.Join(given.Where(a => environmentId is null || a.EnvironmentId == environmentId), m => m.GroupId, a => a.GroupId, (m, a) => (Member: m, Given: a))
            .GroupBy(r => (r.Member.IdentityId, r.Given.Id), (_, same) => same.OrderByDescending(r => r.Member.Until ?? DateTimeOffset.MaxValue).ThenBy(r => r.Member.Distance).First()).ToList();
        var chains = await GroupChains.ReadAsync(db, reached.Select(r => (r.Member.OwnGroupId, r.Member.GroupId)), ct);
        var grouped = reached.Where(r => chains.ContainsKey((r.Member.OwnGroupId, r.Member.GroupId))).Select(r => new
        {
            Subject = r.Member.IdentityId, r.Given.Id, r.Given.RoleId, r.Given.NodeId, Group = GroupStep.Line(chains[(r.Member.OwnGroupId, r.Member.GroupId)]),
            r.Given.GrantedBy, r.Given.CreatedAt, EffectiveTo = Earlier(r.Given.EffectiveTo, r.Member.Until),
        });
        var all = direct.Concat(grouped).ToList();
        var names = await NamesAsync(accountId, [.. all.Select(a => (a.RoleId, a.NodeId))], ct);
        return all.OrderBy(a => a.CreatedAt)
            .ToLookup(a => a.Subject, a => new HeldRole(a.Subject, names[(a.RoleId, a.NodeId)], a.Group, a.GrantedBy, a.CreatedAt, a.EffectiveTo) { AssignmentId = a.Id });
    }

    /// <summary>What the actor holds now that counts: nothing of environments where they are on hold. Always about the actor, so it takes no rights.</summary>
    public async Task<IReadOnlyList<HeldRole>> OwnAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var onHold = await HeldNow.Holds(db).Where(h => h.IdentityId == actor.Id).Select(h => h.EnvironmentId).ToListAsync(ct);
        return [.. (await HeldByAsync(actor.AccountId, [actor.Id], environmentId: null, ct))[actor.Id].Where(h => !onHold.Contains(h.Grant.EnvironmentId))];
    }

    /// <summary>How many people other than <paramref name="except"/> have a role in the environment; counted up to <paramref name="limit"/>.</summary>
    public async Task<int> PeopleWithRoleAsync(Guid accountId, Guid environmentId, Guid? except, int limit, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        return await db.Assignments.Where(a => a.AccountId == accountId && a.EnvironmentId == environmentId && a.IdentityId != null && a.IdentityId != except
                && (a.EffectiveTo == null || a.EffectiveTo > now) && db.Nodes.Any(n => n.Id == a.NodeId && !n.IsArchived)
                && db.Identities.Any(i => i.Id == a.IdentityId && i.State != PrincipalState.Deleted))
            .Select(a => a.IdentityId).Distinct().Take(limit).CountAsync(ct);
    }

    /// <summary>Owners choose among all; others where they have a role, whatever it can do.</summary>
    private async Task<Sight> SightAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct) =>
        await access.IsOwnerAsync(db, actor, ct) ? Sight.All : await sights.InAsync(db, actor, permission: null, environmentId, ct);

    private static IQueryable<Node> In(DashboardDbContext db, Actor actor, Guid environmentId) => db.Nodes.Where(n => n.EnvironmentId == environmentId && n.AccountId == actor.AccountId);

    /// <summary>The end of what ends with the first of two; null for never.</summary>
    internal static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other ?? one : one;

    /// <summary>The beginning of what begins with the second of two; null for always.</summary>
    internal static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other ?? one : one;

    private static async Task<IReadOnlyList<NodeChoice>> ChoicesAsync(DashboardDbContext db, IQueryable<Node> nodes, CancellationToken ct)
    {
        var rows = await nodes.Select(n => new
        {
            n.Id,
            n.ParentId,
            n.Name,
            HasChildren = db.Nodes.Any(c => c.ParentId == n.Id && !c.IsArchived),
            // All from the lineage's index, less the few archived.
            Below = db.NodeLineage.Count(l => l.AncestorId == n.Id && l.Distance > 0)
                - db.Nodes.Count(a => a.IsArchived && db.NodeLineage.Any(l => l.DescendantId == a.Id && l.AncestorId == n.Id && l.Distance > 0)),
        }).ToListAsync(ct);
        var paths = await PathsAsync(db, [.. rows.Select(r => r.Id)], ct);
        // Databases sort capitals apart; people don't.
        return [.. rows.OrderBy(r => r.Name, StringComparer.OrdinalIgnoreCase).Select(r => new NodeChoice(r.Id, r.ParentId, r.Name, paths[r.Id], r.HasChildren, r.Below))];
    }

    /// <summary>Below the root a path leaves the root's own name out: "EMEA / Retail".</summary>
    public static async Task<Dictionary<Guid, string>> PathsAsync(DashboardDbContext db, IReadOnlyCollection<Guid> nodeIds, CancellationToken ct)
    {
        var steps = await (from lineage in db.NodeLineage
                           where nodeIds.Contains(lineage.DescendantId)
                           join node in db.Nodes on lineage.AncestorId equals node.Id
                           select new { lineage.DescendantId, lineage.Distance, node.Name, IsRoot = node.ParentId == null }).ToListAsync(ct);
        return steps.GroupBy(s => s.DescendantId).ToDictionary(g => g.Key, g => string.Join(PathSeparator,
            g.OrderByDescending(s => s.Distance).Where(s => !s.IsRoot || s.Distance == 0).Select(s => s.Name)));
    }
}
