using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Hierarchy;

/// <summary>A hierarchy of an account of its own, and somebody to change it.</summary>
internal sealed record HierarchyWorld(TestApp App, TestAccount Account, WorkspaceChoice Place)
{
    public HierarchyService Service => App.Service<HierarchyService>();

    public HierarchyQueries Queries => App.Service<HierarchyQueries>();

    public Guid Root => Place.RootNodeId;

    public Guid Environment => Place.EnvironmentId;

    public Actor Admin => Account.Admin;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>That of Production.</summary>
    public static async Task<HierarchyWorld> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        return new HierarchyWorld(app, account, account.Production);
    }

    /// <summary>That of the environment whose pages open first.</summary>
    public static async Task<HierarchyWorld> ShownAsync()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        return new HierarchyWorld(app, account, account.View.Active!);
    }

    public async Task<Guid> AddAsync(string name, Guid? parent = null, string type = "unit") =>
        (await Service.AddAsync(Admin, parent ?? Root, [new NewNode(name, type)], Ct)).Value[0];

    /// <summary>A role of one permission, given to a new person at a node.</summary>
    public async Task<Actor> PersonAsync(Guid node, params string[] keys)
    {
        var person = await App.PersonAsync(Account, "Hugo", "Salinas");
        await App.AssignAsync(Account, await App.RoleAsync(Account, Place, keys), Place, person.Id, node: node);
        return person.As(Account);
    }

    public async Task<bool> AllowsAsync(Guid person, Guid node, string key = Permissions.IdentityRead)
    {
        await using var db = await App.Dbs.CreateDbContextAsync(Ct);
        return await App.Service<AccessService>().EvaluateAsync(db, person, key, node, Ct);
    }

    public Task<Node> NodeAsync(Guid id) => App.QueryAsync(db => db.Nodes.SingleAsync(n => n.Id == id, Ct));

    /// <summary>What a walk up the parents of each node finds.</summary>
    public async Task<HashSet<(Guid Descendant, Guid Ancestor, int Distance)>> WalkedAsync()
    {
        var parents = await App.QueryAsync(db => db.Nodes.Where(n => n.EnvironmentId == Environment).ToDictionaryAsync(n => n.Id, n => n.ParentId, Ct));
        var found = new HashSet<(Guid, Guid, int)>();
        foreach (var id in parents.Keys)
        {
            var distance = 0;
            for (Guid? at = id; at is { } above; at = parents[above]) found.Add((id, above, distance++));
        }

        return found;
    }

    public async Task<HashSet<(Guid Descendant, Guid Ancestor, int Distance)>> LineageAsync()
    {
        var rows = await App.QueryAsync(db => (from l in db.NodeLineage
                                               join n in db.Nodes on l.DescendantId equals n.Id
                                               where n.EnvironmentId == Environment
                                               select new { l.DescendantId, l.AncestorId, l.Distance }).ToListAsync(Ct));
        return [.. rows.Select(r => (r.DescendantId, r.AncestorId, r.Distance))];
    }
}
