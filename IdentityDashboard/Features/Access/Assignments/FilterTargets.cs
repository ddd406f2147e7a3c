using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>Finds in a program's filter what isn't there for whoever asks: such a list is refused, not empty (A37).</summary>
internal sealed class FilterTargets(SightService sights)
{
    /// <returns>What isn't there, or null.</returns>
    public async Task<Error?> MissingAsync(DashboardDbContext db, Actor actor, Guid environmentId, AssignmentFilter filter, Sight sight, CancellationToken ct)
    {
        if (filter.RoleId is { } role && !await db.Roles.AnyAsync(r => r.Id == role && r.EnvironmentId == environmentId && r.AccountId == actor.AccountId, ct)) return CommonErrors.NotFound("role");
        if (filter.NodeId is { } node && !(await db.Nodes.AnyAsync(n => n.Id == node && n.EnvironmentId == environmentId && n.AccountId == actor.AccountId, ct)
            && await SightService.SeesNodeAsync(db, sight, node, ct))) return CommonErrors.NotFound("node");
        if (filter.IdentityId is { } person && !(await Subjects.FindAsync(db, actor.AccountId, Subject.Person(person), ct) is not null && await sights.SeesPersonAsync(db, sight, person, ct))) return CommonErrors.NotFound("person");
        if (filter.GroupId is { } group && !(await Subjects.FindAsync(db, actor.AccountId, Subject.Group(group), ct) is not null && await sights.SeesGroupAsync(db, sight, group, ct))) return CommonErrors.NotFound("group");
        return null;
    }
}
