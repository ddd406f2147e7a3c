using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Workspace.Applications;

/// <summary>Makes an environment: its root node, the dashboard's permissions, the built-in roles, and who is Admin at the root.</summary>
internal sealed class EnvironmentSetup(AssignmentWriter assignments)
{
    /// <summary>Those every application begins with, empty (S44).</summary>
    public static readonly IReadOnlyList<EnvironmentKind> Standard = [EnvironmentKind.Development, EnvironmentKind.Production];

    /// <summary>Adds rows to the caller's transaction.</summary>
    /// <returns>What the Admin got.</returns>
    public RoleAtNode Add(DashboardDbContext db, Actor actor, AppEnvironment environment, string rootName, AuditTarget admin)
    {
        db.Environments.Add(environment);
        var seed = EnvironmentSeed.Add(db, environment.AccountId, environment.Id, rootName);
        var grant = new RoleAtNode(environment.Id, environment.Name, seed.AdminRoleId, BuiltInRoles.Admin, seed.RootNodeId, rootName);
        assignments.Add(db, actor, grant, admin, reason: null, from: null, until: null);
        return grant;
    }

    public static AppEnvironment Empty(Application application, EnvironmentKind kind, DateTimeOffset now) => new()
    {
        AccountId = application.AccountId, ApplicationId = application.Id, Name = kind.ToString(), Slug = kind.ToString().ToLowerInvariant(),
        Kind = kind, Position = (int)kind, CreatedAt = now,
    };
}
