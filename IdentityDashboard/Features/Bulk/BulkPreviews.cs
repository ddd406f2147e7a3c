using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Bulk;

/// <summary>Says what a change would come to, with the very checks that doing it makes; writes nothing.</summary>
internal sealed class BulkPreviews(IDbContextFactory<DashboardDbContext> dbs, BulkKinds kinds, BulkTargets targets)
{
    /// <summary>Beyond this, people are checked only when it is their turn.</summary>
    public const int Limit = CappedCount.Limit;

    private const int Part = 1000;
    private const int Named = 3;

    public async Task<Result<BulkPreview>> PreviewAsync(Actor actor, BulkOrder order, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await targets.RefusalAsync(db, actor, order.EnvironmentId, ct) is { } refusal) return refusal;
        var tally = new Tally();
        if (order.Selection.AllMatching is not { } query)
        {
            foreach (var part in (await targets.PickedAsync(db, actor, order, ct)).Chunk(Part)) await CheckAsync(db, actor, order, part, null, tally, ct);
            return tally.Result(more: false);
        }

        string? after = null;
        do
        {
            var found = await targets.MatchingAsync(actor, query, after, Part, ct);
            if (found.Error is { } refused) return refused;
            await CheckAsync(db, actor, order, found.Value.Targets, null, tally, ct);
            after = found.Value.Next;
        }
        while (after is not null && tally.Total < Limit);
        return tally.Result(after is not null && (await targets.MatchingAsync(actor, query, after, 1, ct)).Value.Targets.Count > 0);
    }

    /// <summary>What undoing a job would come to.</summary>
    public async Task<BulkPreview> PreviewUndoAsync(Actor actor, BulkJob job, BulkKind inverse, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var (tally, after) = (new Tally(), (string?)null);
        var order = new BulkOrder(inverse.Name, BulkParameters.Read(job.Parameters), BulkSelection.Nobody, job.EnvironmentId);
        do
        {
            var part = await BulkTargets.DoneAsync(db, job.Id, after, Part, ct);
            await CheckAsync(db, actor, order, part.Targets, BulkRunner.OriginOf(job), tally, ct);
            after = part.Next;
        }
        while (after is not null && tally.Total < Limit);
        return tally.Result(after is not null);
    }

    private async Task CheckAsync(DashboardDbContext db, Actor actor, BulkOrder order, IReadOnlyList<NamedTarget> part, BulkOrigin? origin, Tally tally, CancellationToken ct)
    {
        foreach (var gone in part.Where(t => t.Reason is not null)) tally.Skip(gone.Name, gone.Reason!);
        var open = part.Where(t => t.Reason is null).ToList();
        if (open.Count == 0) return;
        var batch = new BulkBatch(db, actor, order.EnvironmentId, order.Parameters, [.. open.Select(t => new BatchTarget(t.Id, t.MadeId))], origin);
        var rows = await kinds[order.Kind].Check(batch, ct);
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].Reason is { } reason) tally.Skip(open[i].Name, reason);
            else tally.Add(order.Parameters.Places.Count == 0 ? 0 : AssignmentMatrix.CountOf(rows[i].MadeId));
        }
    }

    private sealed class Tally
    {
        private readonly Dictionary<string, (int Count, List<string> Examples)> _skipped = new(StringComparer.Ordinal);

        private int _assignments;

        public int Done { get; private set; }

        public int Total => Done + _skipped.Values.Sum(s => s.Count);

        public void Add(int assignments)
        {
            Done++;
            _assignments += assignments;
        }

        public void Skip(string name, string reason)
        {
            var (count, examples) = _skipped.GetValueOrDefault(reason, (0, []));
            if (examples.Count < Named) examples.Add(name);
            _skipped[reason] = (count + 1, examples);
        }

        public BulkPreview Result(bool more) =>
            new(Total, more, Done, [.. _skipped.OrderByDescending(s => s.Value.Count).Select(s => new BulkReason(s.Key, s.Value.Count, s.Value.Examples))]) { Assignments = _assignments };
    }
}
