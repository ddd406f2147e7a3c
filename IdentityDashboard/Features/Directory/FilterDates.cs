using System.Globalization;

namespace IdentityDashboard.Features.Directory;

/// <summary>
/// Times in a filter: <c>7d</c> the last seven days, <c>over90d</c> longer ago, <c>never</c>, or days in UTC
/// <c>2026-01-01..2026-03-31</c>, both included, either open.
/// </summary>
internal static class FilterDates
{
    public const string Never = "never";
    public const string Over90 = "over90d";
    private const string Day = "yyyy-MM-dd";

    public static readonly IReadOnlyList<(string Value, string Text)> Recent = [("7d", "In the last 7 days"), ("30d", "In the last 30 days"), ("90d", "In the last 90 days")];

    public static readonly IReadOnlyList<(string Value, string Text)> Seen = [.. Recent, (Over90, "More than 90 days ago"), (Never, "Never")];

    public static bool IsValid(string value, bool seen) => (seen ? Seen : Recent).Any(p => p.Value == value) || TryRange(value, out _, out _);

    /// <summary>Bounds of a value other than <see cref="Never"/>: from included, before excluded.</summary>
    public static (DateTimeOffset? From, DateTimeOffset? Before) Bounds(string value, DateTimeOffset now)
    {
        if (value == Over90) return (null, now.AddDays(-90));
        if (Recent.Any(p => p.Value == value)) return (now.AddDays(-int.Parse(value[..^1], CultureInfo.InvariantCulture)), null);
        if (!TryRange(value, out var from, out var to)) return (null, null);
        return (from is { } first ? Start(first) : null, to is { } last && last < DateOnly.MaxValue ? Start(last.AddDays(1)) : null);
    }

    public static string Text(string value)
    {
        var preset = Seen.FirstOrDefault(p => p.Value == value).Text;
        if (preset is not null) return preset;
        TryRange(value, out var from, out var to);
        return (from, to) switch
        {
            ({ } a, { } b) when a == b => $"On {Show(a)}",
            ({ } a, { } b) => $"{Show(a)} – {Show(b)}",
            ({ } a, null) => $"Since {Show(a)}",
            (null, { } b) => $"Until {Show(b)}",
            _ => value,
        };
    }

    public static string Range(DateOnly? from, DateOnly? to) => $"{from?.ToString(Day, CultureInfo.InvariantCulture)}{DirectoryFilter.Between}{to?.ToString(Day, CultureInfo.InvariantCulture)}";

    /// <returns>False unless at least one end is a day and they aren't the wrong way round.</returns>
    public static bool TryRange(string value, out DateOnly? from, out DateOnly? to)
    {
        (from, to) = (null, null);
        if (value.Split(DirectoryFilter.Between) is not [var first, var last]) return false;
        if (!TryDay(first, out from) || !TryDay(last, out to)) return false;
        return (from is not null || to is not null) && !(from > to);
    }

    private static bool TryDay(string text, out DateOnly? day)
    {
        day = null;
        if (text.Length == 0) return true;
        if (!DateOnly.TryParseExact(text, Day, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)) return false;
        day = parsed;
        return true;
    }

    private static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    private static string Show(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
