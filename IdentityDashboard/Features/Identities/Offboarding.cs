using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>What ends when somebody is off-boarded, now or as planned: their own roles, the right of an Owner, what they asked for. Groups are kept.</summary>
internal sealed class Offboarding(AssignmentWriter assignments, IEnumerable<IEndsWithPerson> others, AuditLog audit)
{
    /// <summary>In the caller's transaction; the caller enters the state and saves.</summary>
    /// <param name="said">Is told what ended.</param>
    public async Task EndAsync(DashboardDbContext db, Actor actor, Identity identity, Changes said, CancellationToken ct)
    {
        var ended = await assignments.EndAllAsync(db, identity.Id, ct);
        if (ended > 0) said.Set("roles", ended.ToString(CultureInfo.InvariantCulture), "0");
        foreach (var other in others) await other.EndAsync(db, actor, identity.Id, ct);
        // An end planned for later has come with this one.
        await db.PlannedEnds.Where(e => e.IdentityId == identity.Id).ExecuteDeleteAsync(ct);
        if (await db.AccountOwners.Where(o => o.IdentityId == identity.Id).ExecuteDeleteAsync(ct) == 0) return;
        audit.Add(db, actor, AuditActions.OwnerRemoved, new AuditTarget(AuditTarget.User, identity.Id, identity.FullName));
    }
}
