using IdentityDashboard.Features.Access.Api;
using IdentityDashboard.Features.AccessRequests.Api;
using IdentityDashboard.Features.Audit.Api;
using IdentityDashboard.Features.Groups.Api;
using IdentityDashboard.Features.Hierarchy.Api;
using IdentityDashboard.Features.Identities.Api;
using IdentityDashboard.Features.Import.Api;
using IdentityDashboard.Features.Invitations.Api;
using IdentityDashboard.Features.Roles.Api;
using IdentityDashboard.Platform.Api;

namespace IdentityDashboard.Shell;

/// <summary>The calls of the REST API, as features offer them.</summary>
internal static class RestApi
{
    public static void MapRestApi(this WebApplication app) => app.MapApi(api =>
    {
        api.MapIdentities();
        api.MapInvites();
        api.MapGroups();
        api.MapRoles();
        api.MapPermissions();
        api.MapEvaluations();
        api.MapNodes();
        api.MapAssignments();
        api.MapAuditEvents();
        api.MapAccessRequests();
        api.MapImports();
    });
}
