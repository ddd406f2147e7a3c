using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>Time-based one-time codes (RFC 6238) as every authenticator app makes them: HMAC-SHA-1, six digits, 30 seconds.</summary>
internal static class TotpCodes
{
    public const int Digits = 6;

    private const int Modulus = 1_000_000;
    private const int SecondsPerStep = 30;

    /// <summary>Steps before and after now that count: the clocks of phones are a little off.</summary>
    private const int Tolerance = 1;

    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / SecondsPerStep;

    /// <summary>The digits of what somebody typed, spaces left out; null when it can't be a code.</summary>
    public static string? Read(string? typed)
    {
        var digits = new string([.. (typed ?? "").Where(c => !char.IsWhiteSpace(c) && c != '-')]);
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>The step the code belongs to, or null. Steps up to <paramref name="spent"/> don't count any more (A24).</summary>
    public static long? Match(byte[] secret, string code, DateTimeOffset now, long spent)
    {
        var presented = Encoding.ASCII.GetBytes(code);
        var here = StepAt(now);
        for (var step = here - Tolerance; step <= here + Tolerance; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(At(secret, step)), presented) && step > spent) return step;
        }

        return null;
    }

    private static string At(byte[] secret, long step)
    {
        Span<byte> moment = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(moment, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // What authenticator apps agree on; a collision of SHA-1 doesn't help to guess a keyed code.
        HMACSHA1.HashData(secret, moment, mac);
#pragma warning restore CA5350
        // RFC 4226, 5.3: the last four bits say where the four bytes of the code begin.
        var from = mac[^1] & 0x0f;
        var number = BinaryPrimitives.ReadInt32BigEndian(mac.Slice(from, sizeof(int))) & int.MaxValue;
        return (number % Modulus).ToString("D6", CultureInfo.InvariantCulture);
    }
}
