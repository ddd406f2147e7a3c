using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>What ends by itself, with what the acts of <see cref="IdentityLifecycle"/> bring about.</summary>
internal sealed class PeopleEndings(Offboarding offboarding, AuditLog audit, TimeProvider clock) : IPeopleEndings
{
    public async Task<bool> MustStayAsync(DashboardDbContext db, Guid accountId, Guid identityId, CancellationToken ct) =>
        await LastOwnerRule.MustStayAsync(db, accountId, [identityId], ct) is not null;

    public async Task OffboardAsync(DashboardDbContext db, Actor actor, Guid identityId, IReadOnlyDictionary<string, string?> why, CancellationToken ct)
    {
        var identity = await db.Identities.SingleAsync(i => i.Id == identityId && i.AccountId == actor.AccountId, ct);
        if (identity.State is PrincipalState.Deactivated or PrincipalState.Deleted) return;
        var said = new Changes().Set("state", Word(identity.State), Word(PrincipalState.Deactivated));
        foreach (var (field, value) in why) said.Set(field, null, value);
        identity.Enter(PrincipalState.Deactivated, clock.GetUtcNow());
        await offboarding.EndAsync(db, actor, identity, said, ct);
        audit.Add(db, actor, AuditActions.UserDeactivated, new AuditTarget(AuditTarget.User, identityId, identity.FullName), said);
    }

    public async Task<IReadOnlyList<Guid>> SuspendAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<Guid> ids, string reason, CancellationToken ct)
    {
        var people = await db.Identities.Where(i => ids.Contains(i.Id) && i.AccountId == actor.AccountId && i.State == PrincipalState.Active && !db.AccountOwners.Any(o => o.IdentityId == i.Id)).ToListAsync(ct);
        foreach (var person in people)
        {
            person.Enter(PrincipalState.Suspended, clock.GetUtcNow());
            audit.Add(db, actor, AuditActions.UserSuspended, new AuditTarget(AuditTarget.User, person.Id, person.FullName),
                new Changes().Set("state", Word(PrincipalState.Active), Word(PrincipalState.Suspended)).Set("reason", null, reason));
        }

        return people.ConvertAll(p => p.Id);
    }

    private static string Word(PrincipalState state) => state.ToString().ToLowerInvariant();
}
