using FsCheck;
using FsCheck.Fluent;
using IdentityDashboard.Data;
using IdentityDashboard.Data.Sqlite;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Access;

/// <summary>Random trees, groups and assignments: the database must answer as a naive walk through the same world does.</summary>
public sealed class EvaluatePropertyTests
{
    private const int Cases = 300;
    private const int Roles = 4;
    private static readonly string[] Keys = ["price.read", "price.publish", "order.refund"];
    private static readonly DateTimeOffset Now = new(2030, 5, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Evaluate_agrees_with_a_naive_model_over_random_worlds()
    {
        await using var folder = await SqliteFolder.CreateAsync();
        var options = new DbContextOptionsBuilder<SqliteDashboardDbContext>().UseSqlite(folder.ConnectionString).Options;
        var access = new AccessService(new StoppedClock(Now));

        foreach (var world in Worlds().Sample(Cases, 12))
        {
            await using var db = new SqliteDashboardDbContext(options);
            await using var transaction = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            var rows = await WriteAsync(db, world);
            for (var person = 0; person < world.States.Count; person++)
            {
                for (var node = 0; node <= world.Parents.Count; node++)
                {
                    for (var key = 0; key < Keys.Length; key++)
                    {
                        var answer = await access.EvaluateAsync(db, rows.People[person], Keys[key], rows.Nodes[node], TestContext.Current.CancellationToken);
                        Assert.True(world.Allows(person, key, node) == answer, $"person {person}, {Keys[key]} at node {node}: {answer} in {world}");
                    }
                }
            }
        }
    }

    private static Gen<World> Worlds() =>
        from parents in Gen.Sized(size => Gen.Choose(0, Math.Max(1, size))).SelectMany(n => Each(Enumerable.Range(1, n).Select(i => Gen.Choose(0, i - 1))))
        from states in Gen.Elements(PrincipalState.Active, PrincipalState.Active, PrincipalState.Suspended, PrincipalState.Deactivated, PrincipalState.Deleted).ListOf(3)
        from members in Gen.Choose(0, 7).ListOf(2)
        from roles in Gen.Choose(0, 7).ListOf(Roles)
        from grants in Grants(parents.Count).ListOf().Where(g => g.Count <= 6)
        select new World(parents, [.. states], [.. members], [.. roles], [.. grants]);

    private static Gen<Grant> Grants(int lastNode) =>
        from subject in Gen.Choose(0, 4)
        from role in Gen.Choose(0, Roles - 1)
        from node in Gen.Choose(0, lastNode)
        from opens in Gen.Elements<int?>(null, -10, 0, 10)
        from closes in Gen.Elements<int?>(null, -5, 0, 5)
        select new Grant(subject, role, node, opens, closes);

    private static Gen<IReadOnlyList<int>> Each(IEnumerable<Gen<int>> parts) =>
        parts.Aggregate(Gen.Constant<IReadOnlyList<int>>([]), (all, next) => all.SelectMany(list => next.Select(one => (IReadOnlyList<int>)[.. list, one])));

    private static async Task<(IReadOnlyList<Guid> People, IReadOnlyList<Guid> Nodes)> WriteAsync(DashboardDbContext db, World world)
    {
        var account = new Account { Name = "Random", Slug = $"{Guid.NewGuid():N}" };
        var application = new Application { AccountId = account.Id, Name = "Random", Slug = account.Slug };
        var environment = new AppEnvironment { AccountId = account.Id, ApplicationId = application.Id, Name = "Production", Slug = "production", Kind = EnvironmentKind.Production };
        db.AddRange(account, application, environment);

        var nodes = AddNodes(db, world, account.Id, environment.Id);
        var people = world.States.Select((state, n) => Person(account.Id, state, n)).ToList();
        var groups = world.Members.Select((_, n) => new DirectoryGroup { AccountId = account.Id, Name = $"Group {n}", NormalizedName = $"group {n}" }).ToList();
        db.AddRange(people);
        db.AddRange(groups);
        for (var g = 0; g < groups.Count; g++)
        {
            db.AddRange(people.Where((_, p) => world.IsMember(p, g)).Select(p => new GroupMember { GroupId = groups[g].Id, IdentityId = p.Id }));
        }

        var permissions = Keys.Select(key => new Permission { AccountId = account.Id, EnvironmentId = environment.Id, Key = key, Description = "" }).ToList();
        var roles = world.Roles.Select((_, n) => new Role { AccountId = account.Id, EnvironmentId = environment.Id, Name = $"Role {n}", Description = "" }).ToList();
        db.AddRange(permissions);
        db.AddRange(roles);
        for (var r = 0; r < roles.Count; r++)
        {
            db.AddRange(permissions.Where((_, key) => world.Holds(r, key)).Select(p => new RolePermission { RoleId = roles[r].Id, PermissionId = p.Id }));
        }

        db.AddRange(world.Grants.Select(g => new Assignment
        {
            AccountId = account.Id, EnvironmentId = environment.Id, RoleId = roles[g.Role].Id, NodeId = nodes[g.Node], GrantedBy = "Random",
            IdentityId = g.Subject < people.Count ? people[g.Subject].Id : null, GroupId = g.Subject < people.Count ? null : groups[g.Subject - people.Count].Id,
            EffectiveFrom = g.Opens is { } opens ? Now.AddMinutes(opens) : null, EffectiveTo = g.Closes is { } closes ? Now.AddMinutes(closes) : null,
        }));
        await db.SaveChangesAsync();
        return ([.. people.Select(p => p.Id)], nodes);
    }

    private static List<Guid> AddNodes(DashboardDbContext db, World world, Guid account, Guid environment)
    {
        var nodes = new List<Guid>();
        for (var n = 0; n <= world.Parents.Count; n++)
        {
            var node = new Node { AccountId = account, EnvironmentId = environment, ParentId = n == 0 ? null : nodes[world.Parents[n - 1]], Name = $"N{n}", Slug = $"n{n}", NodeType = "unit" };
            nodes.Add(node.Id);
            db.Add(node);
            db.AddRange(world.Upwards(n).Select((above, distance) => new NodeLineage { DescendantId = node.Id, AncestorId = nodes[above], Distance = distance }));
        }

        return nodes;
    }

    private static Identity Person(Guid account, PrincipalState state, int n)
    {
        var email = $"p{n}@random.example";
        var person = new Identity
        {
            Id = Guid.CreateVersion7(), AccountId = account, FirstName = "P", LastName = $"{n}", SortName = "", SearchText = "", State = state,
            Email = email, NormalizedEmail = email, UserName = email, NormalizedUserName = email, SecurityStamp = "stamp",
        };
        person.Refresh();
        return person;
    }

    /// <param name="Subject">0 to 2 are people, 3 and 4 groups.</param>
    /// <param name="Opens">Minutes from now; null is always.</param>
    private sealed record Grant(int Subject, int Role, int Node, int? Opens, int? Closes);

    /// <param name="Parents">Of node 1, 2 ...; node 0 is the root.</param>
    /// <param name="Members">Per group a bit for each person.</param>
    /// <param name="Roles">Per role a bit for each permission.</param>
    private sealed record World(IReadOnlyList<int> Parents, IReadOnlyList<PrincipalState> States, IReadOnlyList<int> Members, IReadOnlyList<int> Roles, IReadOnlyList<Grant> Grants)
    {
        public bool IsMember(int person, int group) => (Members[group] >> person & 1) == 1;

        public bool Holds(int role, int key) => (Roles[role] >> key & 1) == 1;

        public IEnumerable<int> Upwards(int node)
        {
            for (var at = node; ; at = Parents[at - 1])
            {
                yield return at;
                if (at == 0) yield break;
            }
        }

        public bool Allows(int person, int key, int node) => States[person] == PrincipalState.Active && Grants.Any(g =>
            (g.Subject == person || (g.Subject >= States.Count && IsMember(person, g.Subject - States.Count)))
            && Upwards(node).Contains(g.Node) && Holds(g.Role, key) && (g.Opens ?? 0) <= 0 && (g.Closes ?? 1) > 0);

        public override string ToString() => $"parents [{string.Join(' ', Parents)}], states [{string.Join(' ', States)}], members [{string.Join(' ', Members)}], roles [{string.Join(' ', Roles)}], grants [{string.Join(' ', Grants)}]";
    }
}
