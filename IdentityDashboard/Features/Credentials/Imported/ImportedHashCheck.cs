using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;

namespace IdentityDashboard.Features.Credentials.Imported;

/// <summary>Whether a password belongs to a hash of another system.</summary>
internal static class ImportedHashCheck
{
    /// <summary>bcrypt takes no more; what comes after is ignored, as it was where the hash was made.</summary>
    private const int BcryptTakes = 72;

    /// <summary>Of the 24 bytes that bcrypt makes its text keeps 23.</summary>
    private const int BcryptKeeps = 23;

    /// <summary>One at a time: each may take the 128 MB that <see cref="HashLimits"/> allow.</summary>
    private static readonly Lock ScryptMemory = new();

    public static bool Matches(ImportedHash hash, string password) => CryptographicOperations.FixedTimeEquals(Derive(hash, Encoding.UTF8.GetBytes(password)), hash.Hash);

    private static byte[] Derive(ImportedHash hash, byte[] password)
    {
        switch (hash.Kind)
        {
            case HashKind.Bcrypt:
                byte[] ended = [.. password.Take(BcryptTakes), 0];
                return BCrypt.Generate(ended.Length > BcryptTakes ? ended[..BcryptTakes] : ended, hash.Salt, hash.Cost)[..BcryptKeeps];
            case HashKind.Scrypt:
                lock (ScryptMemory) return SCrypt.Generate(password, hash.Salt, hash.Cost, hash.BlockSize, hash.Parallelism, hash.Hash.Length);
            default:
                return Rfc2898DeriveBytes.Pbkdf2(password, hash.Salt, hash.Cost, Digest(hash.Kind), hash.Hash.Length);
        }
    }

    private static HashAlgorithmName Digest(HashKind kind) => kind switch
    {
        HashKind.Pbkdf2Sha1 => HashAlgorithmName.SHA1,
        HashKind.Pbkdf2Sha256 => HashAlgorithmName.SHA256,
        _ => HashAlgorithmName.SHA512,
    };
}
