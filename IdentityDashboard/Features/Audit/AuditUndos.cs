using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Audit;

/// <summary>Who can take back which entries, over all features that offer it. Without any, nothing can be.</summary>
internal sealed class AuditUndos(IEnumerable<IAuditUndo> features, ILogger<AuditUndos> log)
{
    /// <summary>Sequence number to the word on the button. A feature that fails offers nothing: the list works without.</summary>
    public async Task<IReadOnlyDictionary<long, string>> OfferedAsync(Actor actor, IReadOnlyList<AuditRow> rows, CancellationToken ct)
    {
        var offered = new Dictionary<long, string>();
        foreach (var feature in features)
        {
            foreach (var (sequence, verb) in await AskAsync(feature, actor, rows, ct)) offered.TryAdd(sequence, verb);
        }

        return offered;
    }

    public async Task<Result> UndoAsync(Actor actor, AuditRow row, CancellationToken ct)
    {
        foreach (var feature in features)
        {
            if ((await AskAsync(feature, actor, [row], ct)).ContainsKey(row.Sequence)) return await feature.UndoAsync(actor, row.Sequence, ct);
        }

        return new Error("not_undoable", 409, "This can’t be undone any more.");
    }

    private async Task<IReadOnlyDictionary<long, string>> AskAsync(IAuditUndo feature, Actor actor, IReadOnlyList<AuditRow> rows, CancellationToken ct)
    {
        try
        {
            return rows.Count == 0 ? new Dictionary<long, string>() : await feature.OfferedAsync(actor, rows, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "{Feature} couldn't say what can be undone.", feature.GetType().Name);
            return new Dictionary<long, string>();
        }
    }
}
