using IdentityDashboard.Platform;

namespace IdentityDashboard.Ui;

/// <summary>How a field of a form is called, how its values read, who changed it last.</summary>
public sealed record FieldWords(string Label, Func<string?, string> Show, string? Who = null, DateTimeOffset? At = null);

/// <summary>
/// A form that goes on being filled in while the record changes behind it. What only the others changed comes in by
/// itself and is named; where both changed a field, whoever fills in the form chooses before it can be saved.
/// </summary>
/// <param name="start">The record the form was filled from.</param>
public sealed class EditMerge(IReadOnlyDictionary<string, string?> start)
{
    private readonly Dictionary<string, string?> baseline = new(start, StringComparer.Ordinal);
    private readonly Dictionary<string, FieldClash> clashes = new(StringComparer.Ordinal);

    public IReadOnlyList<FieldConflict> Conflicts { get; private set; } = [];

    /// <summary>What came in by itself.</summary>
    public IReadOnlyList<FieldConflict> Taken { get; private set; } = [];

    public bool Any => Conflicts.Count + Taken.Count > 0;

    public bool IsSettled => Conflicts.All(c => c.TakesTheirs is not null);

    public bool IsDirty(IReadOnlyDictionary<string, string?> mine) => mine.Any(v => !ThreeWay.Same(v.Value, baseline.GetValueOrDefault(v.Key)));

    /// <summary>The record has changed to this. Fields not yet chosen for stay open.</summary>
    /// <returns>What the form holds from now on.</returns>
    public IReadOnlyDictionary<string, string?> Meet(IReadOnlyDictionary<string, string?> mine, IReadOnlyDictionary<string, string?> theirs, Func<string, FieldWords> words)
    {
        var merge = ThreeWay.Merge(baseline, mine, theirs);
        var open = merge.Clashes.ToDictionary(c => c.Field, StringComparer.Ordinal);
        foreach (var (field, value) in theirs)
        {
            if (!open.ContainsKey(field)) baseline[field] = value;
        }

        Taken = [.. Taken.Where(t => !open.ContainsKey(t.Field) && !merge.Taken.Contains(t.Field, StringComparer.Ordinal)), .. merge.Taken.Select(f => Describe(new FieldClash(f, mine.GetValueOrDefault(f), theirs.GetValueOrDefault(f)), words(f)))];
        Conflicts = [.. Conflicts.Where(c => c.TakesTheirs is not null && !open.ContainsKey(c.Field)), .. merge.Clashes.Select(c => Describe(c, words(c.Field)))];
        foreach (var clash in merge.Clashes) clashes[clash.Field] = clash;
        return merge.Values;
    }

    /// <param name="mine">What the form's field holds.</param>
    /// <returns>What it holds from now on; choosing may go to and fro.</returns>
    public string? Choose(string field, bool takeTheirs, string? mine)
    {
        Conflicts = [.. Conflicts.Select(c => c.Field == field ? c with { TakesTheirs = takeTheirs } : c)];
        if (!clashes.TryGetValue(field, out var clash)) return mine;
        baseline[field] = clash.Theirs;
        var own = ThreeWay.Same(mine, clash.Theirs) ? clash.Mine : mine;
        clashes[field] = clash with { Mine = own };
        return takeTheirs ? clash.Theirs : own;
    }

    private static FieldConflict Describe(FieldClash clash, FieldWords words) =>
        new(clash.Field, words.Label, words.Show(clash.Mine), words.Show(clash.Theirs), words.Who, words.At);
}
