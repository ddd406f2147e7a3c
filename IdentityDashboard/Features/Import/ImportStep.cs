using IdentityDashboard.Features.Import.Reading;

namespace IdentityDashboard.Features.Import;

/// <summary>How far a worker has come in a file; lost with it, and made anew from what is committed.</summary>
internal sealed class ImportSession(ImportReader reader, ImportMemory memory) : IAsyncDisposable
{
    public ImportMemory Memory => memory;

    public ImportTally Tally { get; } = new();

    /// <summary>Up to <paramref name="most"/> rows; fewer only at the end.</summary>
    public Task<IReadOnlyList<ImportRow>> ReadAsync(int most) => reader.ReadAsync(most);

    public ValueTask DisposeAsync() => reader.DisposeAsync();
}

/// <summary>What a check found so far.</summary>
internal sealed class ImportTally
{
    private const int MostSentences = 200;
    private readonly Dictionary<(string Sentence, string Field, bool IsWarning, bool IsConflict), int> groups = [];
    private readonly Dictionary<ImportVerdict, int> verdicts = [];

    public int Rows { get; private set; }

    public int Warnings { get; private set; }

    public int PasswordRows { get; private set; }

    public int? HashingSeconds { get; set; }

    public int Kept { get; set; }

    public long LastKept { get; set; } = -1;

    /// <summary>The commonest first.</summary>
    public IReadOnlyList<ImportProblemGroup> Groups => [.. groups.OrderByDescending(g => g.Value).Select(g => new ImportProblemGroup(g.Key.Sentence, g.Key.Field, g.Key.IsWarning, g.Value) { IsConflict = g.Key.IsConflict })];

    public int Of(ImportVerdict verdict) => verdicts.GetValueOrDefault(verdict);

    public void Add(JudgedRow row)
    {
        Rows++;
        verdicts[row.Verdict] = Of(row.Verdict) + 1;
        if (row is { Verdict: ImportVerdict.Create, Row.Person.Password: not null }) PasswordRows++;
        if (row.Problems.Any(p => p.IsWarning)) Warnings++;
        foreach (var problem in row.Problems) Count((problem.Sentence, problem.Field, problem.IsWarning, !problem.IsWarning && row.Verdict == ImportVerdict.Conflict));
    }

    /// <summary>Sentences may quote values, so their number has an end.</summary>
    private void Count((string Sentence, string Field, bool IsWarning, bool IsConflict) key)
    {
        if (groups.Count >= MostSentences && !groups.ContainsKey(key)) key = ("Other problems.", "", key.IsWarning, key.IsConflict);
        groups[key] = groups.GetValueOrDefault(key) + 1;
    }
}
