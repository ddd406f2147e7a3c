using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>Writes what happens to a request into the audit, as something about its requester.</summary>
internal sealed class RequestRecord(AuditLog audit)
{
    public void Add(DashboardDbContext db, Actor actor, string action, AccessRequest request, string requester, RoleAtNode grant) =>
        audit.Add(db, actor, action, new AuditTarget(AuditTarget.User, request.RequesterId, requester), new Changes()
            .Set("role", null, grant.RoleName).Set("node", null, grant.NodePath).Set("environment", null, grant.EnvironmentName)
            .Set("asked_hours", null, request.Hours.ToString(CultureInfo.InvariantCulture))
            .Set("granted_hours", null, request.GrantedHours?.ToString(CultureInfo.InvariantCulture))
            .Set("reason", null, request.Reason).Set("note", null, request.Note).Set("request_id", null, request.Id.ToString()));
}
