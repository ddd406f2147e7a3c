using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>Adds assignments and their audit entries to the caller's transaction. The caller has asked <see cref="GrantGuard"/>.</summary>
internal sealed class AssignmentWriter(AuditLog audit, TimeProvider clock)
{
    /// <returns>The assignment's id.</returns>
    public Guid Add(
        DashboardDbContext db, Actor actor, RoleAtNode grant, Guid identityId, string identityName, string? reason = null, DateTimeOffset? until = null) =>
        Add(db, actor, grant, new AuditTarget(AuditTarget.User, identityId, identityName), reason, from: null, until);

    /// <param name="subject">A person or a group.</param>
    /// <returns>The assignment's id.</returns>
    public Guid Add(
        DashboardDbContext db, Actor actor, RoleAtNode grant, AuditTarget subject, string? reason, DateTimeOffset? from, DateTimeOffset? until)
    {
        var made = Made(actor, grant, subject, reason, from, until);
        db.Assignments.Add(made);
        audit.Add(db, actor, AuditActions.AssignmentCreated, subject, Given(grant, made));
        return made.Id;
    }

    /// <summary>Without an end, among rows that are written together.</summary>
    /// <returns>The assignment's id.</returns>
    public Guid Add(NewRows rows, Actor actor, RoleAtNode grant, Guid identityId, string identityName)
    {
        var subject = new AuditTarget(AuditTarget.User, identityId, identityName);
        var made = Made(actor, grant, subject, reason: null, from: null, until: null);
        rows.Add(made);
        audit.Add(rows, actor, AuditActions.AssignmentCreated, subject, Given(grant, made));
        return made.Id;
    }

    public void Remove(DashboardDbContext db, Actor actor, RoleAtNode grant, AuditTarget subject, Assignment assignment)
    {
        db.Assignments.Remove(assignment);
        audit.Add(db, actor, AuditActions.AssignmentRemoved, subject,
            new Changes().Set("role", grant.RoleName, null).Set("node", grant.NodePath, null).Set("environment", grant.EnvironmentName, null)
                .Set("from", Time(assignment.EffectiveFrom), null).Set("until", Time(assignment.EffectiveTo), null));
    }

    /// <summary>Lets an assignment end at another time than it would.</summary>
    public void MoveEnd(DashboardDbContext db, Actor actor, RoleAtNode grant, AuditTarget subject, Assignment assignment, DateTimeOffset until)
    {
        audit.Add(db, actor, AuditActions.AssignmentChanged, subject,
            new Changes().Set("role", null, grant.RoleName).Set("node", null, grant.NodePath).Set("environment", null, grant.EnvironmentName)
                .Set("until", Time(assignment.EffectiveTo), Time(until)).Set("assignment_id", null, assignment.Id.ToString()));
        assignment.EffectiveTo = until;
    }

    /// <summary>Ends an assignment at once; its row stays, for what refers to it.</summary>
    public void End(DashboardDbContext db, Actor actor, RoleAtNode grant, AuditTarget subject, Assignment assignment)
    {
        var now = clock.GetUtcNow();
        audit.Add(db, actor, AuditActions.AssignmentRemoved, subject,
            new Changes().Set("role", grant.RoleName, null).Set("node", grant.NodePath, null).Set("environment", grant.EnvironmentName, null)
                .Set("until", Time(assignment.EffectiveTo), Time(now)));
        assignment.EffectiveTo = now;
    }

    /// <summary>
    /// Ends at once what somebody holds themselves, and what was to begin later. The caller records it with the act it
    /// belongs to.
    /// </summary>
    /// <returns>How many ended.</returns>
    public Task<int> EndAllAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.Assignments.Where(a => a.IdentityId == identityId && (a.EffectiveTo == null || a.EffectiveTo > now))
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.EffectiveTo, now), ct);
    }

    private Assignment Made(Actor actor, RoleAtNode grant, AuditTarget subject, string? reason, DateTimeOffset? from, DateTimeOffset? until) => new()
    {
        AccountId = actor.AccountId,
        EnvironmentId = grant.EnvironmentId,
        RoleId = grant.RoleId,
        NodeId = grant.NodeId,
        IdentityId = subject.Kind == AuditTarget.User ? subject.Id : null,
        GroupId = subject.Kind == AuditTarget.Group ? subject.Id : null,
        Reason = reason,
        GrantedBy = actor.Name,
        CreatedAt = clock.GetUtcNow(),
        EffectiveFrom = from,
        EffectiveTo = until,
    };

    private static Changes Given(RoleAtNode grant, Assignment made) =>
        new Changes().Set("role", null, grant.RoleName).Set("node", null, grant.NodePath).Set("environment", null, grant.EnvironmentName)
            .Set("from", null, Time(made.EffectiveFrom)).Set("until", null, Time(made.EffectiveTo)).Set("assignment_id", null, made.Id.ToString());

    private static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

/// <summary>A role at a place, with the names people know them by.</summary>
/// <param name="NodePath">From the root down, joined by " / ".</param>
public sealed record RoleAtNode(Guid EnvironmentId, string EnvironmentName, Guid RoleId, string RoleName, Guid NodeId, string NodePath);
