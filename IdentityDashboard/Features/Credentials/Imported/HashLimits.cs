namespace IdentityDashboard.Features.Credentials.Imported;

/// <summary>Every sign-in pays a hash's cost, so a file can't ask for any it likes. The upper ends lie well above what OWASP recommends.</summary>
internal static class HashLimits
{
    private const int MaxRounds = 5_000_000;
    private const int MaxScryptMemory = 128 * 1024 * 1024;
    private const long MaxScryptWork = 1L << 22;

    /// <summary>Whether checking a password against the hash is affordable, and the hash whole.</summary>
    public static bool Allows(ImportedHash hash) => hash.Salt.Length <= 1024 && hash.Hash.Length is >= 16 and <= 128 && hash.Kind switch
    {
        HashKind.Bcrypt => hash.Cost is >= 4 and <= 16,
        HashKind.Scrypt => AllowsScrypt(hash.Cost, hash.BlockSize, hash.Parallelism),
        _ => hash.Cost is >= 1 and <= MaxRounds,
    };

    /// <summary>RFC 7914, 6: N is less than 2 to the 16 r, which only matters for r = 1.</summary>
    private static bool AllowsScrypt(int n, int r, int p) =>
        n > 1 && int.IsPow2(n) && r is >= 1 and <= 64 && (r > 1 || n < 1 << 16) && p is >= 1 and <= 64 && 128L * n * r <= MaxScryptMemory && (long)n * r * p <= MaxScryptWork;
}
