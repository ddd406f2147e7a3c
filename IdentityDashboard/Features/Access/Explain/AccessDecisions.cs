using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>
/// Decides many questions of the kind <see cref="AccessService.EvaluateAsync"/> does, over the same assignments and for the
/// same reasons <see cref="AccessExplainer"/> gives: a fixed number of statements, however many.
/// </summary>
internal sealed class AccessDecisions(AccessService access, TimeProvider clock)
{
    private sealed record Own(Guid PersonId, Guid Id, Guid EnvironmentId, Guid RoleId, Guid NodeId, Guid? GroupId, DateTimeOffset? From, DateTimeOffset? Until, bool Holds);

    /// <summary>A verdict per question, in their order, or why there is none. The caller has asked for the right to know.</summary>
    public async Task<IReadOnlyList<Result<AccessVerdict>>> DecideAsync(DashboardDbContext db, Guid accountId, Guid environmentId, IReadOnlyList<AccessQuestion> questions, CancellationToken ct)
    {
        var facts = await ReadAsync(db, accountId, environmentId, questions, ct);
        return [.. questions.Select(facts.Decide)];
    }

    private async Task<AccessFacts> ReadAsync(DashboardDbContext db, Guid accountId, Guid environmentId, IReadOnlyList<AccessQuestion> questions, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (asked, keys) = (questions.Select(q => q.IdentityId).Distinct().ToList(), questions.Select(q => q.Permission).Distinct(StringComparer.Ordinal).ToList());
        var root = (await access.RootAsync(db, accountId, environmentId, ct))!.Value;
        var nodes = questions.Where(q => q.NodeId is not null).Select(q => q.NodeId!.Value).Append(root).Distinct().ToList();
        var states = await db.Identities.Where(i => asked.Contains(i.Id) && i.AccountId == accountId && i.State != PrincipalState.Deleted).ToDictionaryAsync(i => i.Id, i => i.State, ct);
        var people = states.Keys.ToList();
        var catalogue = await db.Permissions.Where(p => p.EnvironmentId == environmentId && p.AccountId == accountId && keys.Contains(p.Key)).Select(p => p.Key).ToListAsync(ct);
        var above = (await (from l in db.NodeLineage
                            where nodes.Contains(l.DescendantId)
                            join n in db.Nodes on l.DescendantId equals n.Id
                            where n.EnvironmentId == environmentId && n.AccountId == accountId
                            select new { l.DescendantId, l.AncestorId }).ToListAsync(ct)).ToLookup(l => l.DescendantId, l => l.AncestorId);
        var onHold = await HeldNow.Holds(db).Where(h => people.Contains(h.IdentityId) && h.EnvironmentId == environmentId).Select(h => h.IdentityId).ToListAsync(ct);
        var ways = (await WaysAsync(db, people, now, ct)).Where(w => w.EnvironmentId == environmentId).ToList();
        var roles = ways.Select(w => w.RoleId).Distinct().ToList();
        var names = await db.Roles.Where(r => roles.Contains(r.Id)).ToDictionaryAsync(r => r.Id, r => r.Name, ct);
        var granted = await (from g in db.RolePermissions
                             where roles.Contains(g.RoleId)
                             join p in db.Permissions on g.PermissionId equals p.Id
                             where keys.Contains(p.Key)
                             select new { g.RoleId, p.Key }).ToListAsync(ct);
        return new AccessFacts(root, now)
        {
            States = states, OnHold = onHold.ToHashSet(), Catalogue = catalogue.ToHashSet(StringComparer.Ordinal), Above = above, Granted = granted.Select(g => (g.RoleId, g.Key)).ToHashSet(),
            Ways = ways.ToLookup(w => w.PersonId, w => new KnownWay(new GrantingRole(w.Id, w.RoleId, names.GetValueOrDefault(w.RoleId, ""), w.NodeId, w.GroupId), w.From, w.Until, w.Holds)),
        };
    }

    /// <summary>All these people hold, held or will hold, from their own rows.</summary>
    private static async Task<IReadOnlyList<Own>> WaysAsync(DashboardDbContext db, List<Guid> people, DateTimeOffset now, CancellationToken ct)
    {
        var holding = HeldNow.Assignments(db, now);
        var direct = await db.Assignments.Where(a => a.IdentityId != null && people.Contains(a.IdentityId.Value))
            .Select(a => new Own(a.IdentityId!.Value, a.Id, a.EnvironmentId, a.RoleId, a.NodeId, null, a.EffectiveFrom, a.EffectiveTo, holding.Any(h => h.Id == a.Id))).ToListAsync(ct);
        var ever = await Memberships.Ever(db).Where(m => people.Contains(m.IdentityId)).ToListAsync(ct);
        if (ever.Count == 0) return direct;
        var current = (await Memberships.Now(db, now).Where(m => people.Contains(m.IdentityId)).Select(m => new { m.IdentityId, m.OwnGroupId, m.GroupId }).ToListAsync(ct))
            .Select(m => (m.IdentityId, m.OwnGroupId, m.GroupId)).ToHashSet();
        var groups = ever.Select(m => m.GroupId).Distinct().ToList();
        var given = await db.Assignments.Where(a => a.GroupId != null && groups.Contains(a.GroupId.Value))
            .Select(a => new Own(Guid.Empty, a.Id, a.EnvironmentId, a.RoleId, a.NodeId, a.GroupId, a.EffectiveFrom, a.EffectiveTo, holding.Any(h => h.Id == a.Id))).ToListAsync(ct);
        var grouped = ever.Join(given, m => m.GroupId, a => a.GroupId!.Value, (m, a) => a with
        {
            PersonId = m.IdentityId, From = AccessQueries.Later(a.From, m.From), Until = AccessQueries.Earlier(a.Until, m.Until), Holds = a.Holds && current.Contains((m.IdentityId, m.OwnGroupId, m.GroupId)),
        });
        return [.. direct.Concat(grouped)];
    }
}
