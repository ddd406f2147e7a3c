using IdentityDashboard.Benchmarks.DemoData;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.Evaluate;

/// <summary>
/// For a million people a hundred thousand nodes, three million assignments and ten thousand groups, some levels deep; in the
/// same proportions for fewer.
/// </summary>
internal sealed class EvaluateFill(DashboardDbContext db, Account account, IBulkLoad load, int people)
{
    private const int Branches = 10;
    private const int RoleCount = 20;
    private const int KeyCount = 40;
    private const int KeysInRole = 10;
    private const int GroupsOfPerson = 2;
    private const int GrantsOfGroup = 3;
    private static readonly Type[] Tables =
        [typeof(Node), typeof(NodeLineage), typeof(Identity), typeof(DirectoryGroup), typeof(GroupParent), typeof(GroupLineage), typeof(GroupMember), typeof(AppMembership), typeof(Assignment)];

    private readonly Dice dice = new(1);
    private readonly DateTimeOffset today = new(DateTime.UtcNow.Date, TimeSpan.Zero);
    private readonly List<Guid> ids = new(people);
    private readonly List<Guid> nodes = [];
    private readonly List<Guid> roles = [];
    private readonly List<Guid> groups = [];
    private Guid environment;

    public static async Task RunAsync(DashboardDbContext db, int people, Action<string> say)
    {
        var account = await db.Accounts.AsNoTracking().OrderBy(a => a.CreatedAt).FirstAsync();
        var connection = db.Database.GetConnectionString()!;
        await using IBulkLoad load = db.Database.IsSqlite() ? new SqliteBulkLoad(connection) : new PostgresBulkLoad(connection);
        await new EvaluateFill(db, account, load, people).WriteAsync(say);
    }

    private async Task WriteAsync(Action<string> say)
    {
        var application = await db.Applications.Where(a => a.AccountId == account.Id).OrderBy(a => a.CreatedAt).Select(a => a.Id).FirstAsync();
        environment = await db.Environments.Where(e => e.ApplicationId == application && e.Kind == EnvironmentKind.Production).Select(e => e.Id).SingleAsync();
        nodes.Add(await db.Nodes.Where(n => n.EnvironmentId == environment && n.ParentId == null).Select(n => n.Id).SingleAsync());
        var taken = await db.Identities.Select(i => i.NormalizedEmail!).ToListAsync();

        await load.BeginAsync([.. Tables.Select(t => Format(t).Table)]);
        WriteRoles();
        say($"{people / 10:N0} nodes");
        WriteNodes(people / 10);
        say($"{people:N0} people");
        var make = new People(dice, account.Id, today, taken);
        Write(Enumerable.Range(0, people).Select(i => Noted(make.Make(i, people, ""))));
        Write(ids.Select(id => new AppMembership { ApplicationId = application, IdentityId = id, AccountId = account.Id, State = MembershipState.Active, CreatedAt = today }));
        say($"{people / 100:N0} groups");
        WriteGroups(people / 100);
        say($"{people * 3:N0} assignments");
        Write(Assignments());
        await load.CompleteAsync(say);
    }

    private Identity Noted(Identity person)
    {
        ids.Add(person.Id);
        return person;
    }

    private void WriteRoles()
    {
        var keys = Enumerable.Range(0, KeyCount).Select(k => new Permission { Id = dice.Id(today), AccountId = account.Id, EnvironmentId = environment, Key = $"resource{k}.use", Description = "Use it" }).ToList();
        Write(keys);
        var made = Enumerable.Range(0, RoleCount).Select(r => new Role { Id = dice.Id(today), AccountId = account.Id, EnvironmentId = environment, Name = $"Role {r}", Description = "" }).ToList();
        Write(made);
        Write(made.SelectMany((role, r) => Enumerable.Range(0, KeysInRole).Select(k => new RolePermission { RoleId = role.Id, PermissionId = keys[((r * 7) + (k * 3)) % KeyCount].Id })));
        roles.AddRange(made.Select(r => r.Id));
    }

    /// <summary>Ten below each, level by level; the root is there already.</summary>
    private void WriteNodes(int count)
    {
        for (var i = 1; i <= count; i++) nodes.Add(dice.Id(today));
        Write(Enumerable.Range(1, count).Select(i => new Node
        {
            Id = nodes[i], AccountId = account.Id, EnvironmentId = environment, ParentId = nodes[Above(i)], Name = $"Place {i}", Slug = $"place-{i}", NodeType = "place",
        }));
        Write(Enumerable.Range(1, count).SelectMany(Lineage));
    }

    private static int Above(int node) => (node - 1) / Branches;

    private IEnumerable<NodeLineage> Lineage(int node)
    {
        for (var (at, distance) = (node, 0); ; (at, distance) = (Above(at), distance + 1))
        {
            yield return new NodeLineage { DescendantId = nodes[node], AncestorId = nodes[at], Distance = distance };
            if (at == 0) yield break;
        }
    }

    /// <summary>All but the first hundredth stand in another, every tenth in two.</summary>
    private void WriteGroups(int count)
    {
        for (var g = 0; g < count; g++) groups.Add(dice.Id(today));
        Write(groups.Select((id, g) => new DirectoryGroup { Id = id, AccountId = account.Id, Name = $"Group {g}", NormalizedName = $"group {g}", CreatedAt = today, UpdatedAt = today }));
        var (edges, lineage) = (new List<GroupParent>(), new List<GroupLineage>());
        var above = new List<Dictionary<int, int>>();
        for (var g = 0; g < count; g++)
        {
            var parents = g < Math.Max(1, count / 100) ? [] : new[] { g / Branches, g % Branches == 0 ? g / Branches / 2 : g / Branches }.Distinct().ToArray();
            var reached = new Dictionary<int, int> { [g] = 0 };
            foreach (var (ancestor, distance) in parents.SelectMany(p => above[p])) reached[ancestor] = Math.Min(reached.GetValueOrDefault(ancestor, int.MaxValue), distance + 1);
            above.Add(reached);
            edges.AddRange(parents.Select(p => new GroupParent { ParentId = groups[p], ChildId = groups[g], AddedAt = today }));
            lineage.AddRange(reached.Select(a => new GroupLineage { DescendantId = groups[g], AncestorId = groups[a.Key], Distance = a.Value }));
        }

        Write(edges);
        Write(lineage);
        Write(ids.SelectMany(id => Enumerable.Range(0, GroupsOfPerson).Select(_ => dice.Below(count)).Distinct().Select(g => new GroupMember
        {
            GroupId = groups[g], IdentityId = id, AddedAt = today, EffectiveTo = dice.Chance(0.05) ? today.AddDays(dice.Below(200) - 100) : null,
        })));
    }

    private IEnumerable<Assignment> Assignments()
    {
        foreach (var group in groups)
        {
            for (var n = 0; n < GrantsOfGroup; n++) yield return Grant(null, group);
        }

        for (var n = groups.Count * GrantsOfGroup; n < people * 3; n++) yield return Grant(ids[n % people], null);
    }

    private Assignment Grant(Guid? person, Guid? group)
    {
        var since = today.AddDays(-700 * dice.Share());
        return new Assignment
        {
            Id = dice.Id(since), AccountId = account.Id, EnvironmentId = environment, RoleId = dice.Pick(roles), NodeId = dice.Pick(nodes), IdentityId = person, GroupId = group,
            EffectiveTo = dice.Chance(0.1) ? since.AddDays(900 * dice.Share()) : null, GrantedBy = DemoDataLoad.Granter, CreatedAt = since,
        };
    }

    private void Write<T>(IEnumerable<T> rows) where T : class => load.Write(Format(typeof(T)), rows);

    private TableFormat Format(Type type) => new(db, type);
}
