using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>How long access may last, as it is offered and said.</summary>
internal static class Durations
{
    public const int Shortest = 1;
    public const int Longest = 365 * Day;
    private const int Day = 24;

    /// <summary>More time is offered only when it adds at least this.</summary>
    public static readonly TimeSpan LeastMore = TimeSpan.FromMinutes(5);

    private static readonly int[] Usual = [1, 8, Day, 7 * Day, 30 * Day, 90 * Day];

    /// <summary>The usual ones up to a limit, which is the last.</summary>
    public static IReadOnlyList<SelectOption> UpTo(int hours) =>
        [.. Usual.Where(h => h < hours).Append(hours).Select(h => new SelectOption($"{h}", Text(h)))];

    /// <summary>The limits a flow may have; another one it has already is kept among them.</summary>
    public static IReadOnlyList<SelectOption> Limits(int present) =>
        [.. Usual.Append(Longest).Append(present).Distinct().Order().Select(h => new SelectOption($"{h}", Text(h)))];

    /// <returns>"8 hours", "1 day".</returns>
    public static string Text(int hours) => hours % Day == 0 ? Quantity.Of(hours / Day, "day") : Quantity.Of(hours, "hour");
}
