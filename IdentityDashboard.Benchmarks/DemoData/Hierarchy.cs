using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.DemoData;

/// <param name="Small">The second application.</param>
internal sealed record DemoPlaces(Guid ApplicationId, Guid EnvironmentId, IReadOnlyList<Guid> Nodes, IReadOnlyList<Guid> Roles, Guid Small);

/// <summary>The few rows everything else refers to: nodes, roles, a second application. Adds them to the context; the load writes them.</summary>
internal sealed class Hierarchy(DashboardDbContext db, Dice dice, Account account, DateTimeOffset now)
{
    public const string SecondApplication = "Halden Field";

    public async Task<DemoPlaces> MakeAsync(int nodes)
    {
        var application = await db.Applications.Where(a => a.AccountId == account.Id).OrderBy(a => a.CreatedAt).FirstAsync();
        var environment = await db.Environments.SingleAsync(e => e.ApplicationId == application.Id && e.Kind == EnvironmentKind.Production);
        var root = await db.Nodes.SingleAsync(n => n.EnvironmentId == environment.Id && n.ParentId == null);
        var made = Nodes(root, nodes);
        var roles = await RolesAsync(environment.Id);
        var small = await SecondAsync();
        return new DemoPlaces(application.Id, environment.Id, [.. made.Select(n => n.Id).Append(root.Id)], roles, small);
    }

    /// <summary>Root, regions, places, then departments and their sections until there are enough.</summary>
    private List<Node> Nodes(Node root, int wanted)
    {
        var made = new List<(Node Node, List<Guid> Above)>();
        var below = new Queue<(Node Node, List<Guid> Above)>([(root, [root.Id])]);
        while (made.Count < wanted - 1)
        {
            var (parent, above) = below.Dequeue();
            foreach (var name in Below(above.Count).Take(wanted - 1 - made.Count))
            {
                var node = new Node
                {
                    Id = dice.Id(now), AccountId = account.Id, EnvironmentId = root.EnvironmentId, ParentId = parent.Id, Name = name, Slug = Slug.From(name),
                    NodeType = above.Count switch { 1 => "region", 2 => "site", 3 => "department", _ => "section" },
                };
                made.Add((node, [node.Id, .. above]));
                below.Enqueue(made[^1]);
            }
        }

        db.Nodes.AddRange(made.Select(m => m.Node));
        db.NodeLineage.AddRange(made.SelectMany(m => m.Above.Select((ancestor, distance) => new NodeLineage { DescendantId = m.Node.Id, AncestorId = ancestor, Distance = distance })));
        return made.ConvertAll(m => m.Node);
    }

    private IEnumerable<string> Below(int depth) => depth switch
    {
        1 => Words.Regions,
        2 => Enumerable.Range(dice.Below(Words.Places.Length), 10).Select(i => Words.Places[i % Words.Places.Length]),
        3 => Words.Departments.Where(_ => dice.Chance(0.6)).DefaultIfEmpty(Words.Departments[0]),
        _ => Enumerable.Range(1, 3).Select(n => $"Section {n}"),
    };

    private async Task<IReadOnlyList<Guid>> RolesAsync(Guid environmentId)
    {
        var known = await db.Permissions.Where(p => p.EnvironmentId == environmentId).ToDictionaryAsync(p => p.Key, StringComparer.Ordinal);
        var made = new List<Guid>();
        // As the dashboard does: Admin gets each new permission.
        var admin = await db.Roles.Where(r => r.EnvironmentId == environmentId && r.Name == BuiltInRoles.Admin).Select(r => r.Id).SingleAsync();
        foreach (var (name, description, grants) in Words.Roles)
        {
            var role = new Role { Id = dice.Id(now), AccountId = account.Id, EnvironmentId = environmentId, Name = name, Description = description };
            db.Roles.Add(role);
            made.Add(role.Id);
            foreach (var key in grants)
            {
                if (!known.TryGetValue(key, out var permission))
                {
                    permission = known[key] = new Permission { Id = dice.Id(now), AccountId = account.Id, EnvironmentId = environmentId, Key = key, Description = Sentence(key) };
                    db.Permissions.Add(permission);
                    db.RolePermissions.Add(new RolePermission { RoleId = admin, PermissionId = permission.Id });
                }

                db.RolePermissions.Add(new RolePermission { RoleId = role.Id, PermissionId = permission.Id });
            }
        }

        made.Add(await db.Roles.Where(r => r.EnvironmentId == environmentId && r.Name == BuiltInRoles.Grantee).Select(r => r.Id).SingleAsync());
        return made;
    }

    /// <summary>"orders.read" says "Read orders".</summary>
    private static string Sentence(string key) => key.Split('.') is [var what, var verb] ? $"{char.ToUpperInvariant(verb[0])}{verb[1..]} {what}" : key;

    private async Task<Guid> SecondAsync()
    {
        var application = new Application { Id = dice.Id(now), AccountId = account.Id, Name = SecondApplication, Slug = Slug.From(SecondApplication), CreatedAt = now };
        db.Applications.Add(application);
        var owners = await db.AccountOwners.Where(o => o.AccountId == account.Id).Select(o => o.IdentityId).ToListAsync();
        foreach (var kind in new[] { EnvironmentKind.Development, EnvironmentKind.Production })
        {
            var environment = new AppEnvironment
            {
                Id = dice.Id(now), AccountId = account.Id, ApplicationId = application.Id, Name = kind.ToString(), Slug = Slug.From(kind.ToString()), Kind = kind, Position = (int)kind, CreatedAt = now,
            };
            db.Environments.Add(environment);
            var seed = EnvironmentSeed.Add(db, account.Id, environment.Id, SecondApplication);
            db.Assignments.AddRange(owners.Select(owner => new Assignment
            {
                Id = dice.Id(now), AccountId = account.Id, EnvironmentId = environment.Id, RoleId = seed.AdminRoleId, NodeId = seed.RootNodeId, IdentityId = owner, GrantedBy = DemoDataLoad.Granter, CreatedAt = now,
            }));
        }

        return application.Id;
    }
}
