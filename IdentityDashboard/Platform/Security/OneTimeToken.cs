using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace IdentityDashboard.Platform.Security;

/// <summary>
/// A secret for one link: 256 random bits, shown once; only its SHA-256 is kept. A plain hash is enough,
/// because a random secret of that size can't be guessed from it.
/// </summary>
public static class OneTimeToken
{
    private const int Bytes = 32;
    private const int Characters = 43;

    public static (string Token, byte[] Hash) Create()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));
        return (token, Hash(token));
    }

    /// <summary>The hash to look a presented token up by; null when it can't be one of ours.</summary>
    public static byte[]? HashPresented(string? token) => token?.Length == Characters ? Hash(token) : null;

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));
}
