using System.Globalization;

namespace IdentityDashboard.Ui;

/// <summary>How far away a moment is, in the fewest words. Days count in UTC.</summary>
internal static class RelativeTimeText
{
    public static string For(DateTimeOffset at, DateTimeOffset now)
    {
        var distance = (now - at).Duration();
        var past = at <= now;
        var days = (now.UtcDateTime.Date - at.UtcDateTime.Date).Days;

        if (distance < TimeSpan.FromMinutes(1)) return "Now";
        if (distance < TimeSpan.FromHours(1)) return Around($"{(int)distance.TotalMinutes} min", past);
        if (days == 0 || distance < TimeSpan.FromHours(12)) return Around($"{(int)distance.TotalHours} h", past);
        return days switch
        {
            1 => "Yesterday",
            -1 => "Tomorrow",
            > -7 and < 7 => Around($"{Math.Abs(days)} d", past),
            _ => Day(at, now),
        };
    }

    /// <returns>"3 Nov", with the year only when it is another one.</returns>
    public static string Day(DateTimeOffset at, DateTimeOffset now)
        => at.UtcDateTime.ToString(at.UtcDateTime.Year == now.UtcDateTime.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture);

    /// <returns>"22 Nov 2026, 09:41 UTC"</returns>
    public static string Absolute(DateTimeOffset at)
        => at.UtcDateTime.ToString("d MMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Around(string span, bool past) => past ? $"{span} ago" : $"in {span}";
}
