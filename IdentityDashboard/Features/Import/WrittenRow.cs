using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IdentityDashboard.Features.Import;

/// <summary>Why a row failed; of an undo, who stays and why.</summary>
internal sealed record RowFailure([property: JsonPropertyName("l")] long Line, [property: JsonPropertyName("f")] string Field, [property: JsonPropertyName("s")] string Sentence)
{
    public static IReadOnlyList<RowFailure> Read(string json) => JsonSerializer.Deserialize<List<RowFailure>>(json)!;
}

/// <summary>What became of a row.</summary>
/// <param name="Id">Of the person or invitation it made.</param>
internal sealed record WrittenRow(long Line, ImportOutcome Outcome, Guid? Id = null, RowFailure? Failure = null)
{
    private const string Letters = "cusf";

    /// <summary>Lines as their distance from the one before, each with the letter of its outcome: "2c1c1f".</summary>
    public static string Write(IEnumerable<WrittenRow> rows)
    {
        var (text, line) = (new StringBuilder(), 0L);
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Line - line}{Letters[(int)row.Outcome]}");
            line = row.Line;
        }

        return text.ToString();
    }

    public static IReadOnlyList<WrittenRow> Read(ImportBatch batch)
    {
        var (rows, line, start, made) = (new List<WrittenRow>(), 0L, 0, new Queue<Guid>(ImportIds.Read(batch.Made)));
        var failures = RowFailure.Read(batch.Failures).DistinctBy(f => f.Line).ToDictionary(f => f.Line);
        for (var i = 0; i < batch.Rows.Length; i++)
        {
            if (Letters.IndexOf(batch.Rows[i], StringComparison.Ordinal) is not (>= 0 and var outcome)) continue;
            line += long.Parse(batch.Rows.AsSpan(start, i - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            start = i + 1;
            rows.Add(new WrittenRow(line, (ImportOutcome)outcome, (ImportOutcome)outcome == ImportOutcome.Created ? made.Dequeue() : null, failures.GetValueOrDefault(line)));
        }

        return rows;
    }
}

/// <summary>Ids as bytes, 16 each.</summary>
internal static class ImportIds
{
    private const int Length = 16;

    public static byte[] Write(IEnumerable<Guid> ids) => [.. ids.SelectMany(id => id.ToByteArray())];

    public static IReadOnlyList<Guid> Read(byte[] bytes) => [.. bytes.Chunk(Length).Select(b => new Guid(b))];
}
