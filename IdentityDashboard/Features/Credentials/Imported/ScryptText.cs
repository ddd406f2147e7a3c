using System.Globalization;
using System.Numerics;
using System.Text;

namespace IdentityDashboard.Features.Credentials.Imported;

/// <summary>
/// scrypt as text. passlib: <c>$scrypt$ln=16,r=8,p=1$base64$base64</c>; Django: <c>scrypt$N$salt$r$p$base64</c>;
/// Werkzeug: <c>scrypt:N:r:p$salt$hex</c>. Django's and Werkzeug's salts are text.
/// </summary>
internal static class ScryptText
{
    private const int MaxExponent = 30;

    public static ImportedHash? Read(string text) => text.Split('$') switch
    {
        ["", "scrypt", var costs, var salt, var hash] when costs.Split(',') is [['l', 'n', '=', .. var ln], ['r', '=', .. var r], ['p', '=', .. var p]] =>
            Make(Power(HashText.Number(ln)), r, p, HashText.Base64(salt), HashText.Base64(hash)),
        ["scrypt", var n, var salt, var r, var p, var hash] => Make(HashText.Number(n), r, p, Encoding.UTF8.GetBytes(salt), HashText.Base64(hash)),
        [var name, var salt, var hash] when name.Split(':') is ["scrypt", var n, var r, var p] => Make(HashText.Number(n), r, p, Encoding.UTF8.GetBytes(salt), HashText.Hex(hash)),
        _ => null,
    };

    /// <summary>In passlib's form.</summary>
    public static string Write(ImportedHash hash) => string.Create(CultureInfo.InvariantCulture,
        $"$scrypt$ln={BitOperations.Log2((uint)hash.Cost)},r={hash.BlockSize},p={hash.Parallelism}${HashText.Unpadded(hash.Salt)}${HashText.Unpadded(hash.Hash)}");

    private static int? Power(int? exponent) => exponent switch { null => null, <= MaxExponent => 1 << exponent.Value, _ => int.MaxValue };

    private static ImportedHash? Make(int? n, string blockSize, string parallelism, byte[]? salt, byte[]? hash) =>
        n is { } cost && HashText.Number(blockSize) is { } r && HashText.Number(parallelism) is { } p && salt is not null && hash is not null
            ? new ImportedHash(HashKind.Scrypt, cost, salt, hash) { BlockSize = r, Parallelism = p } : null;
}
