using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Bulk;

/// <summary>
/// Takes single acts and whole jobs back from where they are told (U71), for 30 days, once: what was taken back is no
/// longer the last thing that happened there. Offered is only what the very check of doing it lets pass.
/// </summary>
internal sealed class BulkAuditUndo(
    IDbContextFactory<DashboardDbContext> dbs, BulkKinds kinds, BulkQueries queries, BulkService jobs, ChangeFeed changes, TimeProvider clock) : IAuditUndo
{
    private const string Word = "Undo";
    private const int Attempts = 3;
    private static readonly TimeSpan Undoable = TimeSpan.FromDays(30);

    private static readonly Dictionary<string, string> Inverses = new(StringComparer.Ordinal)
    {
        [AuditActions.UserSuspended] = BulkKind.Activate,
        [AuditActions.UserActivated] = BulkKind.Suspend,
        [AuditActions.UserDeleted] = BulkKind.Restore,
        [AuditActions.GroupMemberAdded] = BulkKind.RemoveFromGroups,
        [AuditActions.GroupMemberRemoved] = BulkKind.AddToGroups,
        [AuditActions.AssignmentCreated] = BulkKind.Unassign,
    };

    private sealed record Act(AuditRow Row, string Kind, BulkParameters Parameters, Guid? EnvironmentId, BatchTarget Target)
    {
        /// <summary>Alike for acts that one check covers together: same kind, and same group or role.</summary>
        public (string, Guid?, Guid?, Guid?, DateTimeOffset?) Sort => (Kind, Parameters.Groups.Count == 0 ? null : Parameters.Groups[0].Id, Parameters.RoleId, Parameters.NodeId, Parameters.Until);
    }

    public async Task<IReadOnlyDictionary<long, string>> OfferedAsync(Actor actor, IReadOnlyList<AuditRow> rows, CancellationToken ct)
    {
        var recent = rows.Where(r => r.At > clock.GetUtcNow() - Undoable).ToList();
        if (recent.Count == 0) return new Dictionary<long, string>();
        await using var db = await dbs.CreateDbContextAsync(ct);
        var offered = new HashSet<long>();
        foreach (var row in recent.Where(r => r.Action == AuditActions.BulkFinished))
        {
            if (await queries.GetAsync(actor, row.TargetId, ct) is { Succeeded: true, Value.CanUndo: true }) offered.Add(row.Sequence);
        }

        foreach (var alike in (await ActsAsync(db, actor, recent, ct)).GroupBy(act => act.Sort))
        {
            // Of several entries about one person only the newest can be the last thing that happened.
            var acts = alike.GroupBy(act => act.Target).Select(same => same.MaxBy(act => act.Row.Sequence)!).ToList();
            var verdicts = await kinds[acts[0].Kind].Check(Batch(db, actor, acts), ct);
            for (var i = 0; i < acts.Count; i++)
            {
                if (verdicts[i].IsDone) offered.Add(acts[i].Row.Sequence);
            }
        }

        return offered.ToDictionary(sequence => sequence, _ => Word);
    }

    public async Task<Result> UndoAsync(Actor actor, long sequence, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                return await TryUndoAsync(actor, sequence, ct);
            }
            catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || UniqueViolation.Is(e))
            {
                // Somebody changed the same at this moment: the next attempt sees it.
            }
        }

        return BulkErrors.Busy;
    }

    private async Task<Result> TryUndoAsync(Actor actor, long sequence, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var entry = await db.AuditEntries.AsNoTracking().FirstOrDefaultAsync(e => e.Sequence == sequence && e.AccountId == actor.AccountId, ct);
        if (entry is null || entry.At <= clock.GetUtcNow() - Undoable) return BulkErrors.CannotUndo;
        if (entry.Action == AuditActions.BulkFinished) return new Result((await jobs.UndoAsync(actor, entry.TargetId, ct)).Error);

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var act = (await ActsAsync(db, actor, [AuditRow.From(entry)], ct)).SingleOrDefault();
        if (act is null) return BulkErrors.CannotUndo;
        var kind = kinds[act.Kind];
        var row = (await kind.Apply(Batch(db, actor, [act]), ct))[0];
        if (row.Reason is { } reason) return BulkErrors.Refused(reason);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        foreach (var topic in kind.Topics) changes.Publish(actor.AccountId, topic);
        return Result.Ok;
    }

    /// <param name="acts">Alike, one at least.</param>
    private static BulkBatch Batch(DashboardDbContext db, Actor actor, IReadOnlyList<Act> acts)
    {
        // A membership's own time is taken a moment after the entry's.
        var origin = new BulkOrigin(acts[0].Row.ActorId, acts.Min(a => a.Row.At), acts.Max(a => a.Row.At).AddSeconds(1), [.. acts.Select(a => a.Row.Sequence)]);
        return new BulkBatch(db, actor, acts[0].EnvironmentId, acts[0].Parameters, [.. acts.Select(a => a.Target)], origin);
    }

    private static async Task<IReadOnlyList<Act>> ActsAsync(DashboardDbContext db, Actor actor, IReadOnlyList<AuditRow> rows, CancellationToken ct)
    {
        var known = rows.Where(r => Inverses.ContainsKey(r.Action)).ToList();
        var made = known.Where(r => r.Action == AuditActions.AssignmentCreated).Select(r => Id(r.New("assignment_id"))).OfType<Guid>().ToList();
        var roles = made.Count == 0 ? [] : await db.Assignments.Where(a => made.Contains(a.Id) && a.AccountId == actor.AccountId)
            .Select(a => new { a.Id, a.EnvironmentId, a.RoleId, a.NodeId, a.EffectiveTo }).ToDictionaryAsync(a => a.Id, ct);
        return [.. known.Select(Read).OfType<Act>()];

        Act? Read(AuditRow row)
        {
            var kind = Inverses[row.Action];
            if (row.TargetKind == AuditTarget.User && row.Action != AuditActions.AssignmentCreated) return new Act(row, kind, BulkParameters.None, null, new BatchTarget(row.TargetId));
            // Who was in for a time of their own isn't put back without an end.
            if (row.Action == AuditActions.GroupMemberRemoved && (row.Old("from") ?? row.Old("until")) is not null) return null;
            if (row.TargetKind == AuditTarget.Group && Id(row.New("member_id") ?? row.Old("member_id")) is { } member)
            {
                return new Act(row, kind, new BulkParameters { Groups = [new GroupChoice(row.TargetId, row.TargetName)] }, null, new BatchTarget(member));
            }

            return row.TargetKind == AuditTarget.User && Id(row.New("assignment_id")) is { } id && roles.TryGetValue(id, out var role)
                ? new Act(row, kind, new BulkParameters { RoleId = role.RoleId, NodeId = role.NodeId, Until = role.EffectiveTo }, role.EnvironmentId, new BatchTarget(row.TargetId, id))
                : null;
        }
    }

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
