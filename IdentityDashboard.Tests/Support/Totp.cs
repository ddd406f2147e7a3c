using System.Globalization;
using System.Security.Cryptography;

namespace IdentityDashboard.Tests.Support;

/// <summary>RFC 6238 as these tests read it, so that the product's codes aren't checked with the product's code.</summary>
internal static class Totp
{
    private const long Step = 30;
    private const string Base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static long StepAt(DateTimeOffset at) => (long)Math.Floor(at.ToUnixTimeSeconds() / (double)Step);

    public static string Code(byte[] secret, long step, int digits = 6)
    {
        var counter = BitConverter.GetBytes(step);
        if (BitConverter.IsLittleEndian) Array.Reverse(counter);
#pragma warning disable CA5350 // The RFC's.
        using var hmac = new HMACSHA1(secret);
#pragma warning restore CA5350
        var hash = hmac.ComputeHash(counter);
        var offset = hash[19] & 15;
        var binary = ((hash[offset] & 127L) << 24) | ((long)hash[offset + 1] << 16) | ((long)hash[offset + 2] << 8) | hash[offset + 3];
        return (binary % (long)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>A key as it stands on the page.</summary>
    public static byte[] Secret(string key)
    {
        var bits = string.Concat(key.Where(c => c != ' ').Select(c => Convert.ToString(Base32Alphabet.IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}

/// <summary>Somebody's phone: each code is of a later step than the one before, and within what the server takes.</summary>
/// <param name="first">The step it begins with, from now. In a browser the one before may be over by the time it is typed.</param>
internal sealed class PhoneApp(string key, TimeProvider? clock = null, int first = -1)
{
    private readonly byte[] secret = Totp.Secret(key);
    private long last;

    public string Next()
    {
        var now = Totp.StepAt((clock ?? TimeProvider.System).GetUtcNow());
        last = Math.Max(last + 1, now + first);
        Assert.True(last <= now + 1, "This phone gave its three codes of now already.");
        return Totp.Code(secret, last);
    }

    /// <summary>Of the last step again.</summary>
    public string Same() => Totp.Code(secret, last);

    public string At(DateTimeOffset time) => Totp.Code(secret, Totp.StepAt(time));
}
