namespace IdentityDashboard.Features.Import.Reading;

/// <summary>A row of a file, whatever its format.</summary>
/// <param name="Line">Of the file, counted from 1, where the row begins.</param>
/// <param name="Values">In the order of the file's columns; a short row has fewer. Empty where the row couldn't be kept.</param>
/// <param name="Problem">Why the row can't be taken, as a sentence.</param>
internal sealed record SourceRow(long Line, string[] Values, string? Problem = null)
{
    /// <summary>The file can't be read beyond this row; <see cref="Problem"/> says why.</summary>
    public bool Stops { get; init; }

    /// <summary>The value of a column; empty where the row is short.</summary>
    public string this[int column] => column < Values.Length ? Values[column] : "";

    public static SourceRow Bad(long line, string problem) => new(line, [], problem);
}

/// <summary>Reads rows one after the other; memory doesn't grow with their number.</summary>
internal interface IRowReader
{
    /// <returns>The next row that isn't blank, or null at the end.</returns>
    ValueTask<SourceRow?> ReadAsync(CancellationToken ct);
}
