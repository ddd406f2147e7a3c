using System.Globalization;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>A date and time as a browser's field gives it, read as UTC.</summary>
internal static class UtcInput
{
    private static readonly string[] Formats = ["yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ss"];

    /// <returns>Neither, for an empty field.</returns>
    public static (DateTimeOffset? At, string? Problem) Read(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return (null, null);
        return DateTimeOffset.TryParseExact(typed, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? (at, null) : (null, "Enter a date and a time, or leave it empty.");
    }

    /// <returns>As the field takes it.</returns>
    public static string? Write(DateTimeOffset? at) => at?.UtcDateTime.ToString(at.Value.Second == 0 ? Formats[0] : Formats[1], CultureInfo.InvariantCulture);

    public static Error Error(string field, string problem) => Platform.Errors.Error.Field("validation_failed", 422, field, problem);
}
