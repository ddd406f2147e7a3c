using IdentityDashboard.Data;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Audit;

/// <summary>What reading the audit needs to know about rights; the feature Access answers it.</summary>
internal interface IAuditReaders
{
    /// <summary>The account's whole record: Owners, and holders of <c>audit.read</c> at a root.</summary>
    Task<bool> MayReadAllAsync(DashboardDbContext db, Actor actor, CancellationToken ct);

    /// <summary>What concerns one person or group the actor has open: also holders of <c>identity.read</c> at a root.</summary>
    Task<bool> MayReadOneAsync(DashboardDbContext db, Actor actor, CancellationToken ct);
}
