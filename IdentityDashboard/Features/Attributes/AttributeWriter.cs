using IdentityDashboard.Data;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Attributes;

/// <summary>Writes people's values within the caller's transaction; the caller saves.</summary>
internal sealed class AttributeWriter
{
    /// <summary>Somebody is deleted: their unique values are free for others.</summary>
    public async Task ReleaseUniqueAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var held = await db.AttributeValues.Where(v => v.IdentityId == identityId && v.UniqueKey != null).ToListAsync(ct);
        held.ForEach(v => v.UniqueKey = null);
    }

    /// <summary>
    /// Somebody comes back and takes their unique values again; the error (409) names the one that is taken by now.
    /// Who is faster still wins: saving then fails with a unique violation.
    /// </summary>
    public async Task<Error?> ReclaimUniqueAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var own = await (from value in db.AttributeValues
                         where value.IdentityId == identityId
                         join definition in db.AttributeDefinitions on value.DefinitionId equals definition.Id
                         where definition.IsUnique
                         orderby definition.Position
                         select new
                         {
                             Value = value,
                             definition.Label,
                             IsTaken = db.AttributeValues.Any(o => o.DefinitionId == value.DefinitionId && o.UniqueKey == value.Comparable && o.IdentityId != identityId),
                         }).ToListAsync(ct);
        if (own.Find(o => o.IsTaken) is { } taken) return AttributeErrors.TakenMeanwhile(taken.Label, taken.Value.Value);
        own.ForEach(o => o.Value.UniqueKey = o.Value.Comparable);
        return null;
    }
}
