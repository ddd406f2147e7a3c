using System.Globalization;

namespace IdentityDashboard.Features.Credentials.Imported;

/// <summary>
/// Recognises password hashes in the forms other systems write: ASP.NET Core Identity v2 and v3, Keycloak's JSON,
/// Django, passlib, Werkzeug, and crypt's bcrypt. What isn't recognised is no error: the person comes without a password.
/// What a sign-in finds stored is read here too, so that the limits hold there as well.
/// </summary>
internal static class HashText
{
    private const string Unknown = "This kind of password hash isn't supported, so the person is imported without a password.";
    private const string TooCostly = "This password hash asks for more work than a sign-in may take, or is damaged, so the person is imported without a password.";
    private static readonly Func<string, ImportedHash?>[] Forms = [BcryptText.Read, Pbkdf2Text.Read, ScryptText.Read, KeycloakHash.Read, AspNetHash.Read];

    public static HashReading Read(string typed)
    {
        var text = typed.Trim();
        foreach (var form in Forms)
        {
            if (form(text) is { } hash) return HashLimits.Allows(hash) ? new HashReading(hash, null) : new HashReading(null, TooCostly);
        }

        return new HashReading(null, Unknown);
    }

    /// <summary>Standard base64, with or without its padding; passlib writes a dot for the plus.</summary>
    public static byte[]? Base64(string text)
    {
        var padded = text.Replace('.', '+').TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }

    public static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    public static byte[]? Hex(string text) => text.Length % 2 == 0 && text.Length > 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;

    /// <summary>A count too large for any limit reads as the largest number.</summary>
    public static int? Number(string text) =>
        text.Length == 0 || !text.All(char.IsAsciiDigit) ? null : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
}
