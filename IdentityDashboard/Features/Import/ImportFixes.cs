using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Features.Import;

/// <param name="Line">Null for a rule: wherever the cell has the value of <paramref name="Cells"/> it gets that of <paramref name="Into"/>.</param>
internal sealed record CellFix(long? Line, IReadOnlyDictionary<ColumnTarget, string> Cells, IReadOnlyDictionary<ColumnTarget, string>? Into);

/// <summary>What was changed in place, in the order it was changed.</summary>
internal sealed class ImportFixes
{
    private readonly List<(int Order, CellFix Fix)> rules;
    private readonly ILookup<long, (int Order, CellFix Fix)> lines;

    public ImportFixes(IReadOnlyList<CellFix> fixes)
    {
        var ordered = fixes.Select((fix, order) => (Order: order, Fix: fix)).ToList();
        rules = [.. ordered.Where(f => f.Fix.Line is null)];
        lines = ordered.Where(f => f.Fix.Line is not null).ToLookup(f => f.Fix.Line!.Value);
    }

    /// <returns>The cells with all changes; null when nothing changes them.</returns>
    public IReadOnlyDictionary<ColumnTarget, string>? Of(long line, IReadOnlyDictionary<ColumnTarget, string> raw)
    {
        Dictionary<ColumnTarget, string>? changed = null;
        foreach (var (_, fix) in lines.Contains(line) ? rules.Concat(lines[line]).OrderBy(f => f.Order) : (IEnumerable<(int, CellFix Fix)>)rules)
        {
            foreach (var (target, value) in fix.Cells)
            {
                var now = changed ?? raw;
                if (fix.Into is null) (changed ??= new(raw))[target] = value;
                else if (now.TryGetValue(target, out var cell) && cell.Trim() == value.Trim()) (changed ??= new(raw))[target] = fix.Into[target];
            }
        }

        return changed;
    }
}
