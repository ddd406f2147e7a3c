using System.Security.Cryptography;
using System.Text;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>How recovery codes are written: ten letters and digits of Crockford's alphabet, 50 random bits, in two groups.</summary>
internal static class RecoveryCodeText
{
    public const int Count = 10;

    private const int Length = 10;
    private const int Half = Length / 2;

    /// <summary>Without i, l, o and u, which are read as others.</summary>
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    public static string New()
    {
        var code = RandomNumberGenerator.GetString(Alphabet, Length);
        return $"{code[..Half]}-{code[Half..]}";
    }

    /// <summary>What to look a typed code up by, or null when it can't be one. The person goes into the hash, so that one guess is no guess at everybody's.</summary>
    public static byte[]? Hash(Guid identityId, string? typed)
    {
        var code = new string([.. (typed ?? "").Where(c => !char.IsWhiteSpace(c) && c != '-').Select(Read)]);
        if (code.Length != Length || code.Any(c => !Alphabet.Contains(c, StringComparison.Ordinal))) return null;
        return SHA256.HashData([.. identityId.ToByteArray(), .. Encoding.ASCII.GetBytes(code)]);
    }

    private static char Read(char typed) => char.ToLowerInvariant(typed) switch { 'o' => '0', 'i' or 'l' => '1', var c => c };
}
