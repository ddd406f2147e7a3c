using IdentityDashboard.Data;

namespace IdentityDashboard.Features.Access;

/// <param name="AdminRoleId">The built-in role that holds every key of the dashboard.</param>
public sealed record SeededEnvironment(Guid RootNodeId, Guid AdminRoleId, Guid GranteeRoleId);

/// <summary>What every environment begins with: a root node, the dashboard's permissions, the roles Admin and Grantee.</summary>
internal static class EnvironmentSeed
{
    public static SeededEnvironment Add(DashboardDbContext db, Guid accountId, Guid environmentId, string rootName)
    {
        var root = new Node { AccountId = accountId, EnvironmentId = environmentId, Name = rootName, Slug = Node.RootType, NodeType = Node.RootType };
        db.Nodes.Add(root);
        db.NodeLineage.Add(new NodeLineage { DescendantId = root.Id, AncestorId = root.Id });

        var catalogue = Permissions.BuiltIn
            .Select(p => new Permission { AccountId = accountId, EnvironmentId = environmentId, Key = p.Key, Description = p.Description, IsBuiltIn = true })
            .ToList();
        db.Permissions.AddRange(catalogue);

        var admin = Role(BuiltInRoles.Admin, "Has access to resources by default and grants access to resources.");
        var grantee = Role(BuiltInRoles.Grantee, "Requests and receives access to resources.");
        db.Roles.AddRange(admin, grantee);
        db.RolePermissions.AddRange(catalogue.Select(p => new RolePermission { RoleId = admin.Id, PermissionId = p.Id }));
        db.RolePermissions.Add(new RolePermission { RoleId = grantee.Id, PermissionId = catalogue.Single(p => p.Key == Permissions.AccessRequest).Id });
        return new SeededEnvironment(root.Id, admin.Id, grantee.Id);

        Role Role(string name, string description) =>
            new() { AccountId = accountId, EnvironmentId = environmentId, Name = name, Description = description, IsBuiltIn = true };
    }
}
