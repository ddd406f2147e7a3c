using IdentityDashboard.Data;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>A role at a node to give, with the names people chose it by.</summary>
public sealed record RolePlace(Guid RoleId, string RoleName, Guid NodeId, string NodePath)
{
    public string Words => $"{RoleName} at {NodePath}";
}

/// <param name="From">Null, or a time that has passed: at once.</param>
/// <param name="Until">Just before this the roles end by themselves; null never.</param>
public sealed record MatrixGrant(Guid EnvironmentId, IReadOnlyList<RolePlace> Places, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>When what is taken back was given.</summary>
public sealed record GivenBetween(DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// Gives several roles at several nodes to many people, and takes them back, within the caller's transaction. Which of the
/// places it came to for a person is kept as bits of <see cref="BatchRow.MadeId"/>, in the order of the places.
/// </summary>
internal sealed class AssignmentMatrix(IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, AccessQueries names, AssignmentWriter writer, TimeProvider clock)
{
    /// <summary>As many as one still looks through, and less than a Guid has bits.</summary>
    public const int MostPlaces = 60;

    private const string HasAll = "Already has all of this then.";
    private const string Past = "The end has passed.";
    private const string TakenSince = "The roles were taken away since.";

    private sealed record Given(Guid PersonId, Guid RoleId, Guid NodeId, DateTimeOffset? From, DateTimeOffset? Until);

    /// <summary>How many places the bits of a row stand for.</summary>
    public static int CountOf(Guid? bits) => bits is not { } made ? 0 : made.ToByteArray().Sum(b => System.Numerics.BitOperations.PopCount(b));

    /// <summary>The places the actor can't give, each with why: they are left out for everybody.</summary>
    public async Task<IReadOnlyList<(RolePlace Place, string Reason)>> RefusedAsync(Actor actor, MatrixGrant grant, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var refused = await RefusalsAsync(db, actor, grant, ct);
        return [.. grant.Places.Select((p, i) => (p, refused[i])).Where(r => r.Item2 is not null).Select(r => (r.p, r.Item2!))];
    }

    /// <summary>What <see cref="AddAsync"/> would come to; writes nothing.</summary>
    public async Task<IReadOnlyList<BatchRow>> CheckAddAsync(DashboardDbContext db, Actor actor, MatrixGrant grant, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (grant.Until <= now) return [.. targets.Select(t => new BatchRow(t.Id, Past))];
        var refused = await RefusalsAsync(db, actor, grant, ct);
        var ids = targets.Select(t => t.Id).ToList();
        var here = (await db.Identities.Where(i => ids.Contains(i.Id) && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted).Select(i => i.Id).ToListAsync(ct)).ToHashSet();
        var from = grant.From > now ? grant.From.Value : now;
        var has = (await OpenAsync(db, grant, ids, now, ct)).Where(g => (g.Until is null || g.Until > from) && (grant.Until is null || g.From is null || g.From < grant.Until))
            .Select(g => (g.PersonId, g.RoleId, g.NodeId)).ToHashSet();
        return [.. targets.Select(t => here.Contains(t.Id) ? Row(t.Id) : new BatchRow(t.Id, BatchWords.Gone))];

        BatchRow Row(Guid person)
        {
            var bits = Bits(grant.Places.Count, i => refused[i] is null && !has.Contains((person, grant.Places[i].RoleId, grant.Places[i].NodeId)));
            if (bits is not null) return new BatchRow(person, MadeId: bits);
            return new BatchRow(person, refused.FirstOrDefault(r => r is not null) ?? HasAll);
        }
    }

    public async Task<IReadOnlyList<BatchRow>> AddAsync(DashboardDbContext db, Actor actor, MatrixGrant grant, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        await RowLocks.IdentitiesAsync(db, [.. targets.Select(t => t.Id)], ct);
        var rows = await CheckAddAsync(db, actor, grant, targets, ct);
        var named = await names.NamesAsync(actor.AccountId, [.. grant.Places.Select(p => (p.RoleId, p.NodeId))], ct);
        var people = await PeopleAsync(db, rows, ct);
        var from = grant.From > clock.GetUtcNow() ? grant.From : null;
        foreach (var row in rows.Where(r => r.IsDone))
        {
            for (var i = 0; i < grant.Places.Count; i++)
            {
                if (Has(row.MadeId, i)) writer.Add(db, actor, named[(grant.Places[i].RoleId, grant.Places[i].NodeId)], people[row.Id], reason: null, from, grant.Until);
            }
        }

        return rows;
    }

    /// <summary>What <see cref="RemoveAsync"/> would come to; writes nothing.</summary>
    public async Task<IReadOnlyList<BatchRow>> CheckRemoveAsync(
        DashboardDbContext db, Actor actor, MatrixGrant grant, IReadOnlyList<BatchTarget> targets, GivenBetween given, CancellationToken ct)
    {
        var refused = await RefusalsAsync(db, actor, grant, ct);
        var made = (await MadeAsync(db, actor, grant, targets, given, ct)).ToLookup(a => a.IdentityId!.Value);
        return [.. targets.Select(Row)];

        BatchRow Row(BatchTarget target)
        {
            var left = Bits(grant.Places.Count, i => Has(target.MadeId, i) && refused[i] is null && Of(made[target.Id], grant.Places[i]) is not null);
            return left is not null ? new BatchRow(target.Id, MadeId: left) : new BatchRow(target.Id, refused.FirstOrDefault(r => r is not null) ?? TakenSince, target.MadeId);
        }
    }

    /// <summary>Takes away the assignments that <see cref="AddAsync"/> made. The last Admin at a root stays.</summary>
    public async Task<IReadOnlyList<BatchRow>> RemoveAsync(
        DashboardDbContext db, Actor actor, MatrixGrant grant, IReadOnlyList<BatchTarget> targets, GivenBetween given, CancellationToken ct)
    {
        var rows = await CheckRemoveAsync(db, actor, grant, targets, given, ct);
        var made = (await MadeAsync(db, actor, grant, targets, given, ct)).ToLookup(a => a.IdentityId!.Value);
        var going = rows.Where(r => r.IsDone).SelectMany(r => grant.Places.Where((_, i) => Has(r.MadeId, i)).Select(p => Of(made[r.Id], p)!)).ToList();
        var stay = await LastAdminRule.MustStayAsync(db, going.ConvertAll(a => a.Id), clock.GetUtcNow(), ct);
        var named = await names.NamesAsync(actor.AccountId, [.. grant.Places.Select(p => (p.RoleId, p.NodeId))], ct);
        var people = await PeopleAsync(db, rows, ct);
        foreach (var assignment in going.Where(a => !stay.Contains(a.Id)))
        {
            writer.Remove(db, actor, named[(assignment.RoleId, assignment.NodeId)], people[assignment.IdentityId!.Value], assignment);
        }

        var keeps = going.Where(a => stay.Contains(a.Id)).Select(a => a.IdentityId!.Value).ToHashSet();
        return [.. rows.Select(r => r.IsDone && keeps.Contains(r.Id) && CountOf(r.MadeId) == 1 ? r with { Reason = AccessErrors.LastAdmin.Message } : r)];
    }

    private static Assignment? Of(IEnumerable<Assignment> made, RolePlace place) => made.FirstOrDefault(a => a.RoleId == place.RoleId && a.NodeId == place.NodeId);

    private static async Task<List<Assignment>> MadeAsync(
        DashboardDbContext db, Actor actor, MatrixGrant grant, IReadOnlyList<BatchTarget> targets, GivenBetween given, CancellationToken ct)
    {
        var (ids, roles, nodes) = (targets.Select(t => t.Id).ToList(), grant.Places.Select(p => p.RoleId).Distinct().ToList(), grant.Places.Select(p => p.NodeId).Distinct().ToList());
        var until = grant.Until;
        return await db.Assignments.Where(a => a.IdentityId != null && ids.Contains(a.IdentityId.Value) && a.AccountId == actor.AccountId
            && roles.Contains(a.RoleId) && nodes.Contains(a.NodeId) && a.CreatedAt >= given.From && a.CreatedAt <= given.To && a.EffectiveTo == until).ToListAsync(ct);
    }

    private static Task<List<Given>> OpenAsync(DashboardDbContext db, MatrixGrant grant, List<Guid> people, DateTimeOffset now, CancellationToken ct)
    {
        var (roles, nodes) = (grant.Places.Select(p => p.RoleId).Distinct().ToList(), grant.Places.Select(p => p.NodeId).Distinct().ToList());
        return db.Assignments.Where(a => a.IdentityId != null && people.Contains(a.IdentityId.Value) && roles.Contains(a.RoleId) && nodes.Contains(a.NodeId) && (a.EffectiveTo == null || a.EffectiveTo > now))
            .Select(a => new Given(a.IdentityId!.Value, a.RoleId, a.NodeId, a.EffectiveFrom, a.EffectiveTo)).ToListAsync(ct);
    }

    private async Task<string?[]> RefusalsAsync(DashboardDbContext db, Actor actor, MatrixGrant grant, CancellationToken ct)
    {
        var refused = new string?[grant.Places.Count];
        for (var i = 0; i < refused.Length; i++) refused[i] = (await grants.CheckRoleAsync(db, actor, grant.EnvironmentId, grant.Places[i].RoleId, grant.Places[i].NodeId, ct))?.Message;
        return refused;
    }

    private static Task<Dictionary<Guid, AuditTarget>> PeopleAsync(DashboardDbContext db, IReadOnlyList<BatchRow> rows, CancellationToken ct)
    {
        var ids = rows.Where(r => r.IsDone).Select(r => r.Id).ToList();
        return db.Identities.Where(i => ids.Contains(i.Id)).Select(i => new { i.Id, Name = (i.FirstName + " " + i.LastName).Trim() })
            .ToDictionaryAsync(i => i.Id, i => new AuditTarget(AuditTarget.User, i.Id, i.Name), ct);
    }

    private static Guid? Bits(int count, Func<int, bool> isSet)
    {
        var bits = new byte[16];
        for (var i = 0; i < count; i++)
        {
            if (isSet(i)) bits[i / 8] |= (byte)(1 << (i % 8));
        }

        return bits.Any(b => b != 0) ? new Guid(bits) : null;
    }

    private static bool Has(Guid? bits, int place) => bits is { } made && ((made.ToByteArray()[place / 8] >> (place % 8)) & 1) == 1;
}
