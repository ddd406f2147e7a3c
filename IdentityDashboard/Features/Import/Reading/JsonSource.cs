namespace IdentityDashboard.Features.Import.Reading;

/// <summary>The objects of a JSON file as rows. Its columns are the names in the first objects.</summary>
internal sealed class JsonSource(IObjectReader objects) : IRowReader
{
    private const int FirstObjects = 200;
    private readonly Queue<FlatObject> first = new();
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly HashSet<string> later = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>Names that only objects further on have; their values aren't read.</summary>
    public IReadOnlyCollection<string> LaterColumns => later;

    public string? Problem { get; private set; }

    public async Task OpenAsync(CancellationToken ct)
    {
        for (var size = 0; first.Count < FirstObjects && size < ReadingLimits.Prefix && await objects.ReadAsync(ct) is { } found;)
        {
            first.Enqueue(found);
            foreach (var (name, value) in found.Values)
            {
                size += name.Length + value.Length;
                if (places.Count < ReadingLimits.MaxColumns) places.TryAdd(name, places.Count);
            }
        }

        Columns = [.. places.OrderBy(p => p.Value).Select(p => p.Key)];
        if (places.Count == 0) Problem = first.TryPeek(out var broken) && broken.Problem is { } sentence ? sentence : "The file is empty.";
    }

    public async ValueTask<SourceRow?> ReadAsync(CancellationToken ct)
    {
        var found = first.Count > 0 ? first.Dequeue() : await objects.ReadAsync(ct);
        if (found is null) return null;
        var values = found.Values.Count == 0 ? [] : new string[Columns.Count];
        Array.Fill(values, "");
        foreach (var (name, value) in found.Values)
        {
            if (places.TryGetValue(name, out var place)) values[place] = value;
            else if (later.Count < ReadingLimits.MaxColumns) later.Add(name);
        }

        return new SourceRow(found.Line, values, found.Problem) { Stops = found.Stops };
    }
}
