using IdentityDashboard.Data;
using IdentityDashboard.Features.Import.Reading;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <summary>
/// How far a worker has come in a file; lost with it, and made anew from what is committed. While a batch is written the
/// next is read and judged already: writing asks everything again that others may have changed meanwhile.
/// </summary>
internal sealed class ImportSession(ImportReader reader, ImportMemory memory, RowJudge judge, IDbContextFactory<DashboardDbContext> dbs, int size) : IAsyncDisposable
{
    private Task<IReadOnlyList<ImportRow>>? reading;
    private Task<JudgedBatch>? ahead;

    public ImportMemory Memory => memory;

    public ImportTally Tally { get; } = new();

    /// <summary>Up to <paramref name="most"/> rows, as they are; fewer only at the end.</summary>
    public Task<IReadOnlyList<ImportRow>> ReadAsync(int most) => reader.ReadAsync(most);

    /// <summary>The next batch. It is at hand after <see cref="ReadOn"/>.</summary>
    public async Task<JudgedBatch> NextAsync(ImportOrder order, CancellationToken ct)
    {
        var batch = await (ahead ?? JudgeAsync(order, ct));
        ahead = null;
        return batch;
    }

    /// <summary>Begins with the batch after this one.</summary>
    public void ReadOn(JudgedBatch batch, ImportOrder order, CancellationToken ct)
    {
        if (!batch.IsEnd) ahead = Task.Run(() => JudgeAsync(order, ct), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        // Whoever leaves has the reason already; what was begun has to let go of the file.
        if (ahead is not null) await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (reading is not null) await ((Task)reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await reader.DisposeAsync();
    }

    private async Task<JudgedBatch> JudgeAsync(ImportOrder order, CancellationToken ct)
    {
        var read = await (reading ?? ReadAsync(size));
        var isEnd = read.Count < size;
        reading = isEnd ? null : Task.Run(() => ReadAsync(size), CancellationToken.None);
        await using var db = await dbs.CreateDbContextAsync(ct);
        return new JudgedBatch(await judge.JudgeAsync(db, order, read, memory, ct), isEnd);
    }
}

/// <param name="IsEnd">There is nothing after it.</param>
internal sealed record JudgedBatch(IReadOnlyList<JudgedRow> Rows, bool IsEnd);

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
