using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>What a key looks like and what is kept of it: a hash, which for a random secret of this length can't be reversed.</summary>
internal static class ApiKeySecret
{
    /// <summary>Of a key that the server's configuration gives.</summary>
    public const int MinLength = 32;

    private const string Mark = "idk_";
    private const int Bytes = 32;
    private const int MadeLength = 47;

    /// <summary>Of a given key less is shown: nobody knows how random it is.</summary>
    private const int GivenPrefix = 6;

    /// <returns><c>idk_</c> and 43 characters.</returns>
    public static string New() => Mark + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public static string PrefixOf(string secret) =>
        secret[..(secret.Length == MadeLength && secret.StartsWith(Mark, StringComparison.Ordinal) ? ApiKey.MaxPrefixLength : GivenPrefix)];
}
