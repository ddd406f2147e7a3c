namespace IdentityDashboard.Platform;

/// <summary>One page of a list read by key, not by offset.</summary>
/// <param name="Next">Where the following page starts, or null on the last one.</param>
/// <param name="Previous">Where the page before starts, or null on the first one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next, string? Previous)
{
    public static readonly Page<T> Empty = new([], null, null);
}

/// <summary>A count that stops at a limit, so that counting never costs more than the page it stands beside.</summary>
public readonly record struct CappedCount(int Value, bool More)
{
    public const int Limit = 10_000;

    public static CappedCount From(int counted) => new(Math.Min(counted, Limit), counted > Limit);

    public override string ToString() => Value.ToString("N0", System.Globalization.CultureInfo.InvariantCulture) + (More ? "+" : "");
}
