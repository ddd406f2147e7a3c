using System.Globalization;

namespace IdentityDashboard.Ui;

/// <summary>Numbers as people read them.</summary>
internal static class Count
{
    /// <returns>"1,284"</returns>
    public static string Text(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <returns>"1 mail", "1,284 mails"</returns>
    public static string Of(int number, string one, string many) => $"{Text(number)} {(number == 1 ? one : many)}";
}
