using System.Globalization;

namespace IdentityDashboard.Ui;

/// <summary>A number with its noun: "1 role", "1,284 people".</summary>
internal static class Quantity
{
    /// <returns>"1,284"</returns>
    public static string Text(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    public static string Of(int count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many ?? one + "s")}");
}
