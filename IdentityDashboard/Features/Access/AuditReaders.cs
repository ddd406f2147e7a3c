using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Access;

internal sealed class AuditReaders(AccessService access) : IAuditReaders
{
    public async Task<bool> MayReadAllAsync(DashboardDbContext db, Actor actor, CancellationToken ct) =>
        await access.IsOwnerAsync(db, actor, ct) || await access.AllowsAnywhereAsync(db, actor, Permissions.AuditRead, ct);

    public async Task<bool> MayReadOneAsync(DashboardDbContext db, Actor actor, CancellationToken ct) =>
        await MayReadAllAsync(db, actor, ct) || await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityRead, ct);
}
