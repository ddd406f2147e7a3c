using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>Who may import where, and who sees an import: its own starter, Owners, and who manages all people of its environment.</summary>
internal sealed class ImportRights(AccessService access, SightService sights)
{
    public async Task<Error?> RefusalAsync(DashboardDbContext db, Actor actor, ImportMode mode, Guid? environmentId, CancellationToken ct)
    {
        if (mode == ImportMode.Directory) return actor.Kind == ActorKind.Identity && await access.IsOwnerAsync(db, actor, ct) ? null : ImportErrors.OwnerOnly;
        if (environmentId is not { } environment) return ImportErrors.EnvironmentNeeded;
        return (await sights.InAsync(db, actor, Permissions.IdentityManage, environment, ct)).Any ? null : CommonErrors.Forbidden;
    }

    public async Task<IQueryable<ImportJob>> VisibleAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        var jobs = db.Imports.Where(i => i.AccountId == actor.AccountId && i.ReceivedAt != null);
        if (actor.Kind == ActorKind.Identity && await access.IsOwnerAsync(db, actor, ct)) return jobs;
        var roots = await db.Nodes.Where(n => n.AccountId == actor.AccountId && n.ParentId == null).Select(n => new { n.Id, n.EnvironmentId }).ToListAsync(ct);
        var held = await access.HeldAtAsync(db, actor, [.. roots.Select(r => r.Id)], ct);
        var managed = roots.Where(r => held[r.Id].Contains(Permissions.IdentityManage)).Select(r => r.EnvironmentId).ToList();
        return jobs.Where(i => i.ActorId == actor.Id || (i.EnvironmentId != null && managed.Contains(i.EnvironmentId.Value)));
    }
}
