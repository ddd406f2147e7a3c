using IdentityDashboard.Data;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace.Applications;

/// <summary>
/// Takes environments away with all that belongs to them, within the caller's transaction. Whole tables' parts go in one
/// statement each: a million assignments are never loaded. People and groups belong to the account and stay.
/// </summary>
internal sealed class EnvironmentRemoval(MailOutbox outbox)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public async Task RemoveAsync(DashboardDbContext db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(Patience);
        await InvitationsAsync(db, ids, ct);
        await AccessFlowsAsync(db, ids, ct);
        await db.ApiKeys.Where(k => ids.Contains(k.EnvironmentId)).ExecuteDeleteAsync(ct);
        await db.Assignments.Where(a => ids.Contains(a.EnvironmentId)).ExecuteDeleteAsync(ct);
        await db.RolePermissions.Where(p => db.Roles.Any(r => r.Id == p.RoleId && ids.Contains(r.EnvironmentId))).ExecuteDeleteAsync(ct);
        await db.Roles.Where(r => ids.Contains(r.EnvironmentId)).ExecuteDeleteAsync(ct);
        await db.Permissions.Where(p => ids.Contains(p.EnvironmentId)).ExecuteDeleteAsync(ct);
        await NodesAsync(db, ids, ct);
        await db.AdminPreferences.Where(p => p.EnvironmentId != null && ids.Contains(p.EnvironmentId.Value)).ExecuteUpdateAsync(s => s.SetProperty(p => p.EnvironmentId, (Guid?)null), ct);
        await db.Environments.Where(e => ids.Contains(e.Id)).ExecuteDeleteAsync(ct);
    }

    /// <summary>Their links are dead from now on; who was asked into the application by one of them alone isn't asked any more.</summary>
    private async Task InvitationsAsync(DashboardDbContext db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        await db.AppMemberships.Where(m => m.State == MembershipState.Invited
                && db.Environments.Any(e => ids.Contains(e.Id) && e.ApplicationId == m.ApplicationId)
                && !db.Invitations.Any(i => i.ApplicationId == m.ApplicationId && !ids.Contains(i.EnvironmentId) && i.AcceptedAt == null && i.RevokedAt == null
                    && db.Identities.Any(p => p.Id == m.IdentityId && p.NormalizedEmail == i.NormalizedEmail)))
            .ExecuteDeleteAsync(ct);
        await outbox.CancelAsync(db, db.Invitations.Where(i => ids.Contains(i.EnvironmentId)).Select(i => i.Id), ct);
        await db.InvitationGroups.Where(g => db.Invitations.Any(i => i.Id == g.InvitationId && ids.Contains(i.EnvironmentId))).ExecuteDeleteAsync(ct);
        await db.Invitations.Where(i => ids.Contains(i.EnvironmentId)).ExecuteDeleteAsync(ct);
    }

    /// <summary>Requests that wait go with their flows, and so do the mails that ask for a decision.</summary>
    private async Task AccessFlowsAsync(DashboardDbContext db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var flows = db.AccessFlows.Where(f => ids.Contains(f.EnvironmentId)).Select(f => f.Id);
        await outbox.CancelAsync(db, db.AccessRequests.Where(r => flows.Contains(r.FlowId)).Select(r => r.Id), ct);
        await db.AccessRequests.Where(r => flows.Contains(r.FlowId)).ExecuteDeleteAsync(ct);
        await db.AccessFlowGrants.Where(g => flows.Contains(g.FlowId)).ExecuteDeleteAsync(ct);
        await db.AccessFlowParties.Where(p => flows.Contains(p.FlowId)).ExecuteDeleteAsync(ct);
        await db.AccessFlows.Where(f => ids.Contains(f.EnvironmentId)).ExecuteDeleteAsync(ct);
    }

    /// <summary>Leaves first: SQLite refuses a parent before its children even within one statement.</summary>
    private static async Task NodesAsync(DashboardDbContext db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        await db.HierarchySchemas.Where(s => ids.Contains(s.EnvironmentId)).ExecuteDeleteAsync(ct);
        await db.NodeLineage.Where(l => db.Nodes.Where(n => ids.Contains(n.EnvironmentId)).Select(n => n.Id).Contains(l.DescendantId)).ExecuteDeleteAsync(ct);
        while (await db.Nodes.Where(n => ids.Contains(n.EnvironmentId) && !db.Nodes.Any(c => c.ParentId == n.Id)).ExecuteDeleteAsync(ct) > 0)
        {
            // The next level up has become leaves.
        }
    }
}
