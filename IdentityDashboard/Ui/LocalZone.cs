using System.Globalization;

namespace IdentityDashboard.Ui;

/// <summary>Times as somebody's clock shows them; kept in UTC.</summary>
internal sealed class LocalZone
{
    public static readonly LocalZone Utc = new(TimeZoneInfo.Utc, "UTC");

    private const string Field = "yyyy-MM-ddTHH:mm";
    private static readonly string[] Formats = [Field, "yyyy-MM-ddTHH:mm:ss"];
    private readonly TimeZoneInfo zone;

    private LocalZone(TimeZoneInfo zone, string name) => (this.zone, Name) = (zone, name);

    /// <summary>As the browser names it: "Europe/Berlin".</summary>
    public string Name { get; }

    /// <param name="id">A name of the time zone database; UTC for one that isn't known here.</param>
    public static LocalZone Of(string? id) => id is not null && TimeZoneInfo.TryFindSystemTimeZoneById(id, out var found) ? new LocalZone(found, id) : Utc;

    /// <summary>What a date and time field holds; neither for an empty one. Of an hour that comes twice when clocks go back, the later.</summary>
    public (DateTimeOffset? At, string? Problem) Read(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return (null, null);
        if (!DateTime.TryParseExact(typed, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)) return (null, "Enter a date and a time.");
        if (zone.IsInvalidTime(local)) return (null, "Clocks go forward then: this time doesn’t exist. Choose another.");
        return (new DateTimeOffset(TimeZoneInfo.ConvertTimeToUtc(local, zone), TimeSpan.Zero), null);
    }

    /// <returns>As the field takes it.</returns>
    public string? Write(DateTimeOffset? at) => at is { } moment ? Here(moment).ToString(Field, CultureInfo.InvariantCulture) : null;

    /// <returns>"Friday 27 November 2026, 17:00"</returns>
    public string Text(DateTimeOffset at) => Here(at).ToString("dddd d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    /// <returns>"27 Nov, 17:00", with the year only when it is another one.</returns>
    public string Short(DateTimeOffset at, DateTimeOffset now) => Here(at).ToString(Here(at).Year == Here(now).Year ? "d MMM, HH:mm" : "d MMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    private DateTime Here(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).DateTime;
}
