using System.Globalization;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>What the page and its dialogs say about keys.</summary>
internal static class ApiKeyWords
{
    /// <summary>This long before its end a key is marked.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromDays(14);

    /// <summary>How long a key may last, as the form offers it; the service takes every number of days between.</summary>
    public static readonly IReadOnlyList<SelectOption> Lifetimes =
        [new("30", "30 days"), new(Days(NewApiKey.UsualDays), "90 days"), new("180", "180 days"), new("365", "1 year"), new("", "No end")];

    /// <summary>By whole hours.</summary>
    public static IReadOnlyList<SelectOption> Overlaps => [.. ApiKeyService.Overlaps.Select(o => new SelectOption(Hours(o), Overlap(o)))];

    public static (StatusKind Kind, string Text) State(ApiKeyRow key, DateTimeOffset now)
    {
        var works = Works(key, now);
        if (key.RevokedAt is not null) return (StatusKind.Off, "Revoked");
        if (!works) return key.IsReplaced ? (StatusKind.Off, "Replaced") : (StatusKind.Bad, "Expired");
        if (key.IsHeldBack) return (StatusKind.Warn, "Node archived");
        if (key.IsReplaced) return (StatusKind.Wait, "Being replaced");
        return key.ExpiresAt <= now + Soon ? (StatusKind.Due, "Expires soon") : (StatusKind.Ok, "Active");
    }

    public static bool Works(ApiKeyRow key, DateTimeOffset now) => ApiKey.Works(key.RevokedAt, key.ExpiresAt, now);

    public static string Days(int days) => days.ToString(CultureInfo.InvariantCulture);

    public static string Hours(TimeSpan overlap) => ((int)overlap.TotalHours).ToString(CultureInfo.InvariantCulture);

    /// <returns>"None: the old secret stops at once", "1 day".</returns>
    private static string Overlap(TimeSpan overlap) => overlap switch
    {
        { Ticks: 0 } => "None: the old secret stops at once",
        { TotalDays: < 1 } => Quantity.Of((int)overlap.TotalHours, "hour"),
        _ => Quantity.Of((int)overlap.TotalDays, "day"),
    };
}
