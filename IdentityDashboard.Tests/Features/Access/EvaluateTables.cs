using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Hierarchy;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Access;

/// <summary>The same world in the database, and what happens to it done by the product's own statements.</summary>
internal sealed class EvaluateTables(DashboardDbContext db, EvaluateWorld world, DateTimeOffset noon)
{
    private readonly Account account = new() { Name = "Random", Slug = $"{Guid.NewGuid():N}" };
    private readonly List<Guid> nodes = [];
    private List<Guid> people = [];
    private List<Guid> groups = [];

    public Guid Account => account.Id;

    public Guid Environment { get; private set; }

    public Guid Person(int index) => people[index];

    public Guid Node(int index) => nodes[index];

    public async Task WriteAsync(IReadOnlyList<string> keys, CancellationToken ct)
    {
        var application = new Application { AccountId = account.Id, Name = "Random", Slug = account.Slug };
        var environment = new AppEnvironment { AccountId = account.Id, ApplicationId = application.Id, Name = "Production", Slug = "production", Kind = EnvironmentKind.Production };
        db.AddRange(account, application, environment);
        Environment = environment.Id;
        AddNodes(environment.Id);
        AddPeopleAndGroups();
        db.AddRange(world.Applications.Select((state, n) => (State: state, Person: people[n])).Where(m => m.State is not null)
            .Select(m => new AppMembership { ApplicationId = application.Id, IdentityId = m.Person, AccountId = account.Id, State = m.State!.Value }));
        var roles = AddRoles(environment.Id, keys);
        db.AddRange(world.Grants.Select(g => new Assignment
        {
            AccountId = account.Id, EnvironmentId = environment.Id, RoleId = roles[g.Role], NodeId = nodes[g.Node], GrantedBy = "Random",
            IdentityId = g.Subject < people.Count ? people[g.Subject] : null, GroupId = g.Subject < people.Count ? null : groups[g.Subject - people.Count],
            EffectiveFrom = At(g.During.Opens), EffectiveTo = At(g.During.Closes),
        }));
        await db.SaveChangesAsync(ct);
        foreach (var (parent, child) in world.Edges()) await NestAsync(parent, child, ct);
    }

    public async Task DoAsync(Act act, CancellationToken ct)
    {
        var (a, b) = act.Kind is ActKind.Move or ActKind.Archive ? (act.A % nodes.Count, act.B % nodes.Count) : (act.A % groups.Count, act.B % groups.Count);
        switch (act.Kind)
        {
            case ActKind.Move:
                await db.Nodes.Where(n => n.Id == nodes[a]).ExecuteUpdateAsync(s => s.SetProperty(n => n.ParentId, nodes[b]), ct);
                await LineageRewrite.MoveAsync(db, nodes[a], nodes.Count, nodes[b], ct);
                break;
            case ActKind.Archive:
                await db.Nodes.Where(n => n.Id == nodes[a]).ExecuteUpdateAsync(s => s.SetProperty(n => n.ArchivedAt, noon), ct);
                await LineageRewrite.ArchiveAsync(db, nodes[a], ct);
                break;
            case ActKind.Nest:
                await NestAsync(a, b, ct);
                break;
            case ActKind.Part:
                await db.GroupParents.Where(p => p.ParentId == groups[a] && p.ChildId == groups[b]).ExecuteDeleteAsync(ct);
                await GroupLineageRewrite.PartAsync(db, groups[a], groups[b], ct);
                break;
            case ActKind.Drop:
                await db.GroupParents.Where(p => p.ParentId == groups[a] || p.ChildId == groups[a]).ExecuteDeleteAsync(ct);
                await GroupLineageRewrite.LeaveAsync(db, groups[a], ct);
                await db.Groups.Where(g => g.Id == groups[a]).ExecuteDeleteAsync(ct);
                break;
        }
    }

    private async Task NestAsync(int parent, int child, CancellationToken ct)
    {
        db.GroupParents.Add(new GroupParent { ParentId = groups[parent], ChildId = groups[child] });
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
        await GroupLineageRewrite.JoinAsync(db, groups[parent], groups[child], ct);
    }

    private void AddNodes(Guid environment)
    {
        var above = new List<List<Guid>>();
        for (var n = 0; n <= world.Parents.Count; n++)
        {
            var parent = n == 0 ? -1 : world.Parents[n - 1];
            var node = new Node { AccountId = account.Id, EnvironmentId = environment, ParentId = n == 0 ? null : nodes[parent], Name = $"N{n}", Slug = $"n{n}", NodeType = "unit" };
            nodes.Add(node.Id);
            above.Add([node.Id, .. n == 0 ? [] : above[parent]]);
            db.Add(node);
            db.AddRange(above[n].Select((id, distance) => new NodeLineage { DescendantId = node.Id, AncestorId = id, Distance = distance }));
        }
    }

    private void AddPeopleAndGroups()
    {
        var made = world.States.Select((state, n) => NewPerson(state, n)).ToList();
        var named = Enumerable.Range(0, EvaluateWorld.Groups).Select(n => new DirectoryGroup { AccountId = account.Id, Name = $"Group {n}", NormalizedName = $"group {n}" }).ToList();
        (people, groups) = (made.ConvertAll(p => p.Id), named.ConvertAll(g => g.Id));
        db.AddRange(made);
        db.AddRange(named);
        db.AddRange(groups.Select(GroupLineage.Self));
        db.AddRange(world.Members.Select((window, at) => (Window: window, Group: at / people.Count, Person: at % people.Count)).Where(m => m.Window is not null).Select(m => new GroupMember
        {
            GroupId = groups[m.Group], IdentityId = people[m.Person], EffectiveFrom = At(m.Window!.Opens), EffectiveTo = At(m.Window.Closes),
        }));
    }

    private List<Guid> AddRoles(Guid environment, IReadOnlyList<string> keys)
    {
        var permissions = keys.Select(key => new Permission { AccountId = account.Id, EnvironmentId = environment, Key = key, Description = "" }).ToList();
        var roles = world.Roles.Select((_, n) => new Role { AccountId = account.Id, EnvironmentId = environment, Name = $"Role {n}", Description = "" }).ToList();
        db.AddRange(permissions);
        db.AddRange(roles);
        for (var r = 0; r < roles.Count; r++)
        {
            db.AddRange(permissions.Where((_, key) => world.RoleHas(r, key)).Select(p => new RolePermission { RoleId = roles[r].Id, PermissionId = p.Id }));
        }

        return roles.ConvertAll(r => r.Id);
    }

    private Identity NewPerson(PrincipalState state, int n)
    {
        var email = $"p{n}@random.example";
        var person = new Identity
        {
            Id = Guid.CreateVersion7(), AccountId = account.Id, FirstName = "P", LastName = $"{n}", SortName = "", SearchText = "", State = state,
            Email = email, NormalizedEmail = email, UserName = email, NormalizedUserName = email, SecurityStamp = "stamp",
        };
        person.Refresh();
        return person;
    }

    private DateTimeOffset? At(int? minutes) => minutes is { } given ? noon.AddMinutes(given) : null;
}
