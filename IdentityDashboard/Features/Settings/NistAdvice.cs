using System.Globalization;
using IdentityDashboard.Features.Credentials.Policy;

namespace IdentityDashboard.Features.Settings;

/// <summary>What NIST SP 800-63B-4 (section 3.1.1.2) asks, where a choice departs from it: https://pages.nist.gov/800-63-4/sp800-63b.html</summary>
internal static class NistAdvice
{
    private const int OnlyFactor = 15;

    public static string? OfLength(string? min, MfaPolicy mfa) =>
        mfa == MfaPolicy.Required || (int.TryParse(min, CultureInfo.InvariantCulture, out var length) && length >= OnlyFactor)
            ? null
            : $"NIST SP 800-63B asks for {OnlyFactor} characters where the password is the only factor; 8 will do only together with a second factor.";

    public static string? OfClasses(bool any) =>
        any ? "NIST SP 800-63B asks not to demand kinds of characters: people meet the rule in the same few ways and forget the password. Length helps more." : null;

    public static string? OfAge(string? days) =>
        string.IsNullOrWhiteSpace(days) ? null : "NIST SP 800-63B asks not to demand a change by the calendar, only when a password may be known to others: people choose weaker ones and count them up.";
}
