using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>Gives roles at nodes to people and groups, each row on its own: a fixed number of statements, however many.</summary>
internal sealed class AssignmentGrants(
    IDbContextFactory<DashboardDbContext> dbs, SightService sights, GrantGuardBatch grants, AccessQueries names, AssignmentWriter writer, ChangeFeed changes, TimeProvider clock)
{
    private sealed record Held(Subject Subject, Guid RoleId, Guid NodeId, DateTimeOffset? From, DateTimeOffset? Until)
    {
        public bool Overlaps(DateTimeOffset from, DateTimeOffset? until) => (Until is null || Until > from) && (until is null || From is null || From < until);
    }

    /// <param name="rows">All of the environment. Of two that come to the same the first is given.</param>
    /// <returns>The id of each assignment or why there is none, in the order given.</returns>
    public async Task<IReadOnlyList<Result<Guid>>> GiveAsync(Actor actor, Guid environmentId, IReadOnlyList<NewAssignment> rows, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var complete = rows.Where(r => Check(r, now) is null).ToList();
        if (complete.Count == 0) return [.. rows.Select(r => (Result<Guid>)Check(r, now)!)];

        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var subjects = await SubjectsAsync(db, actor, environmentId, [.. complete.Select(r => r.Subject!).Distinct()], ct);
        var pairs = complete.Select(Place).Distinct().ToList();
        var refused = await grants.CheckEachAsync(db, actor, environmentId, pairs, ct);
        var named = await names.NamesAsync(actor.AccountId, [.. pairs.Where(p => refused[p] is null)], ct);
        await Subjects.HoldAsync(db, subjects.Keys, ct);
        var held = (await HeldAsync(db, subjects.Keys, pairs, now, ct)).GroupBy(h => (h.Subject, (h.RoleId, h.NodeId))).ToDictionary(g => g.Key, g => g.ToList());

        var results = rows.Select(Give).ToList();
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        if (results.Exists(r => r.Succeeded)) changes.Publish(actor.AccountId, ChangeTopic.Access);
        return results;

        Result<Guid> Give(NewAssignment row)
        {
            if (Check(row, now) is { } incomplete) return incomplete;
            if (!subjects.TryGetValue(row.Subject!, out var subject)) return AccessErrors.SubjectGone;
            if (refused[Place(row)] is { } refusal) return refusal;
            var grant = named[Place(row)];
            var from = row.From > now ? row.From : null;
            if (!held.TryGetValue((row.Subject!, Place(row)), out var others)) held[(row.Subject!, Place(row))] = others = [];
            if (others.Exists(h => h.Overlaps(from ?? now, row.Until))) return AccessErrors.AlreadyHeld(subject.Name, grant.RoleName, grant.NodePath);
            others.Add(new Held(row.Subject!, grant.RoleId, grant.NodeId, from, row.Until));
            return writer.Add(db, actor, grant, subject, reason: null, from, row.Until);
        }
    }

    private static (Guid Role, Guid Node) Place(NewAssignment row) => (row.RoleId!.Value, row.NodeId!.Value);

    private static Error? Check(NewAssignment wanted, DateTimeOffset now)
    {
        var found = new FieldErrors();
        if (wanted.Subject is null) found.Add(AccessErrors.SubjectMissing);
        if (wanted.RoleId is null) found.Add(AccessErrors.RoleMissing);
        if (wanted.NodeId is null) found.Add(AccessErrors.NodeMissing);
        if (wanted.Until <= now) found.Add(AccessErrors.UntilPassed);
        else if (wanted.Until <= wanted.From) found.Add(AccessErrors.UntilBeforeFrom);
        return found.Any ? found.ToError() : null;
    }

    /// <summary>Who may give roles at the root gives them to anybody; whose right lies at a node, to whom they see.</summary>
    private async Task<Dictionary<Subject, AuditTarget>> SubjectsAsync(DashboardDbContext db, Actor actor, Guid environmentId, List<Subject> wanted, CancellationToken ct)
    {
        var found = await Subjects.FindAsync(db, actor.AccountId, wanted, ct);
        var managed = await sights.InAsync(db, actor, Permissions.AssignmentManage, environmentId, ct);
        if (!managed.IsPart) return found;
        var seen = await sights.OfAsync(db, actor, ct);
        var (people, groups) = Subjects.Parted(found.Keys);
        var (persons, teams) = (await sights.SeenPeopleAsync(db, seen, people, ct), await sights.SeenGroupsAsync(db, seen, groups, ct));
        return found.Where(f => (f.Key.IsGroup ? teams : persons).Contains(f.Key.Id)).ToDictionary(f => f.Key, f => f.Value);
    }

    /// <summary>What they have of these roles at these nodes and hasn't ended.</summary>
    private static async Task<List<Held>> HeldAsync(
        DashboardDbContext db, IReadOnlyCollection<Subject> subjects, List<(Guid Role, Guid Node)> pairs, DateTimeOffset now, CancellationToken ct)
    {
        var (people, groups) = Subjects.Parted(subjects);
        var (roles, nodes) = (pairs.Select(p => p.Role).Distinct().ToList(), pairs.Select(p => p.Node).Distinct().ToList());
        var open = db.Assignments.Where(a => roles.Contains(a.RoleId) && nodes.Contains(a.NodeId) && (a.EffectiveTo == null || a.EffectiveTo > now));
        var own = people.Count == 0 ? [] : await open.Where(a => a.IdentityId != null && people.Contains(a.IdentityId.Value)).ToListAsync(ct);
        var given = groups.Count == 0 ? [] : await open.Where(a => a.GroupId != null && groups.Contains(a.GroupId.Value)).ToListAsync(ct);
        return [.. own.Concat(given).Select(a => new Held(Subject.Of(a), a.RoleId, a.NodeId, a.EffectiveFrom, a.EffectiveTo))];
    }
}
