using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>When something holds, in the fewest words.</summary>
internal static class GivenWords
{
    /// <returns>"From 3 Dec 2026, 09:00 UTC, until 4 Dec 2026, 09:00 UTC"; "No end".</returns>
    public static string Window(GivenRole given) => Window(given.From, given.Until, given.HoldsNow);

    public static string Window(DateTimeOffset? from, DateTimeOffset? until, bool holdsNow)
    {
        var starts = from is { } at && !holdsNow ? $"From {RelativeTimeText.Absolute(at)}" : null;
        var ends = until is { } end ? $"until {RelativeTimeText.Absolute(end)}" : null;
        if (starts is null) return ends is null ? "No end" : $"U{ends[1..]}";
        return ends is null ? starts : $"{starts}, {ends}";
    }
}
