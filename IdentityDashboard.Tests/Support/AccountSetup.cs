using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Support;

/// <summary>Fills a test's account: people, groups, roles, nodes. Everything has names of its own.</summary>
internal static class AccountSetup
{
    public static string Email(string name = "pat") => $"{name}.{Guid.NewGuid():N}@halden.example";

    /// <summary>A member of the application, active in both environments, without a role.</summary>
    public static async Task<CreatedIdentity> PersonAsync(this TestApp app, TestAccount account, string first = "Pat", string last = "Lee", string? email = null)
    {
        var scope = new CreateScope(account.Production.ApplicationId, account.Production.EnvironmentId);
        var created = await app.Service<IdentityService>().CreateAsync(account.Admin, scope, new NewIdentity(email ?? Email(), first, last), CancellationToken.None);
        return created.Value;
    }

    /// <summary>Somebody who holds these permissions at the root of an environment (Production unless given).</summary>
    public static async Task<Actor> ActorAsync(this TestApp app, TestAccount account, IReadOnlyList<string> keys, WorkspaceChoice? environment = null)
    {
        var place = environment ?? account.Production;
        var person = await app.PersonAsync(account, "Hugo", "Salinas");
        await app.AssignAsync(account, await app.RoleAsync(account, place, keys), place, person.Id);
        return person.As(account);
    }

    public static Actor As(this CreatedIdentity person, TestAccount account) => new(ActorKind.Identity, person.Id, person.FullName, account.Id);

    public static async Task<Guid> RoleAsync(this TestApp app, TestAccount account, WorkspaceChoice environment, IReadOnlyList<string> keys)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var role = new Role { AccountId = account.Id, EnvironmentId = environment.EnvironmentId, Name = $"Role {Guid.NewGuid():N}", Description = "" };
        db.Roles.Add(role);
        var granted = await db.Permissions.Where(p => p.EnvironmentId == environment.EnvironmentId && keys.Contains(p.Key)).ToListAsync();
        db.RolePermissions.AddRange(granted.Select(p => new RolePermission { RoleId = role.Id, PermissionId = p.Id }));
        await db.SaveChangesAsync();
        return role.Id;
    }

    public static async Task<Guid> RoleNamedAsync(this TestApp app, WorkspaceChoice environment, string name)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.Roles.Where(r => r.EnvironmentId == environment.EnvironmentId && r.Name == name).Select(r => r.Id).SingleAsync();
    }

    /// <summary>A node below <paramref name="parent"/>; below the root when none is given.</summary>
    public static async Task<Guid> NodeAsync(this TestApp app, TestAccount account, WorkspaceChoice environment, string name, Guid? parent = null)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var above = parent ?? environment.RootNodeId;
        var node = new Node { AccountId = account.Id, EnvironmentId = environment.EnvironmentId, ParentId = above, Name = name, Slug = $"{Guid.NewGuid():N}", NodeType = "unit" };
        db.Nodes.Add(node);
        db.NodeLineage.Add(new NodeLineage { DescendantId = node.Id, AncestorId = node.Id });
        var lineage = await db.NodeLineage.Where(l => l.DescendantId == above).ToListAsync();
        db.NodeLineage.AddRange(lineage.Select(l => new NodeLineage { DescendantId = node.Id, AncestorId = l.AncestorId, Distance = l.Distance + 1 }));
        await db.SaveChangesAsync();
        return node.Id;
    }

    public static async Task AssignAsync(
        this TestApp app, TestAccount account, Guid role, WorkspaceChoice environment, Guid? person = null, Guid? group = null, Guid? node = null,
        DateTimeOffset? from = null, DateTimeOffset? to = null)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        db.Assignments.Add(new Assignment
        {
            AccountId = account.Id, EnvironmentId = environment.EnvironmentId, RoleId = role, NodeId = node ?? environment.RootNodeId,
            IdentityId = person, GroupId = group, EffectiveFrom = from, EffectiveTo = to, GrantedBy = "Nora Lindqvist", CreatedAt = DateTimeOffset.UtcNow,
        });
        await db.SaveChangesAsync();
    }

    public static async Task<GroupChoice> GroupAsync(this TestApp app, TestAccount account, params IReadOnlyCollection<Guid> members)
    {
        var created = await app.Service<GroupService>().CreateAsync(account.Admin, $"Group {Guid.NewGuid():N}", members, CancellationToken.None);
        return created.Value;
    }

    public static async Task<IReadOnlyList<AuditEntry>> AuditAsync(this TestApp app, Guid target)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.AuditEntries.Where(e => e.TargetId == target).OrderBy(e => e.Sequence).ToListAsync();
    }

    public static async Task<Identity?> FindAsync(this TestApp app, Guid id)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.Identities.FirstOrDefaultAsync(i => i.Id == id);
    }

    public static async Task<T> QueryAsync<T>(this TestApp app, Func<DashboardDbContext, Task<T>> read)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await read(db);
    }
}
