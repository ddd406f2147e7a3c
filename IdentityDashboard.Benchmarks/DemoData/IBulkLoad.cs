namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary>
/// One transaction that fills tables fast: their indexes and triggers are taken off, rows are written, and the same
/// indexes and triggers are put back, over the whole tables at once.
/// </summary>
internal interface IBulkLoad : IAsyncDisposable
{
    /// <param name="tables">Those that get many rows.</param>
    Task BeginAsync(IReadOnlyList<string> tables);

    void Write(TableFormat format, IEnumerable<object> rows);

    /// <summary>Indexes, search, constraints; then commits and lets the database learn its new sizes.</summary>
    Task CompleteAsync(Action<string> say);
}
