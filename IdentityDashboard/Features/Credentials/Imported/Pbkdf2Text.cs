using System.Globalization;
using System.Text;

namespace IdentityDashboard.Features.Credentials.Imported;

/// <summary>
/// PBKDF2 as text. Django: <c>pbkdf2_sha256$rounds$salt$base64</c>; passlib: <c>$pbkdf2-sha256$rounds$base64$base64</c>;
/// Werkzeug: <c>pbkdf2:sha256:rounds$salt$hex</c>. Django's and Werkzeug's salts are text.
/// </summary>
internal static class Pbkdf2Text
{
    public static ImportedHash? Read(string text) => text.Split('$') switch
    {
        [var name, var rounds, var salt, var hash] when name.StartsWith("pbkdf2_", StringComparison.Ordinal) =>
            Make(name[7..], rounds, Encoding.UTF8.GetBytes(salt), HashText.Base64(hash)),
        ["", var name, var rounds, var salt, var hash] when name.StartsWith("pbkdf2", StringComparison.Ordinal) =>
            Make(name["pbkdf2".Length..].TrimStart('-'), rounds, HashText.Base64(salt), HashText.Base64(hash)),
        [var name, var salt, var hash] when name.Split(':') is ["pbkdf2", var digest, var rounds] =>
            Make(digest, rounds, Encoding.UTF8.GetBytes(salt), HashText.Hex(hash)),
        _ => null,
    };

    /// <summary>In passlib's form.</summary>
    public static string Write(ImportedHash hash) =>
        string.Create(CultureInfo.InvariantCulture, $"$pbkdf2-{Name(hash.Kind)}${hash.Cost}${HashText.Unpadded(hash.Salt)}${HashText.Unpadded(hash.Hash)}");

    /// <param name="digest">Empty means SHA-1, as it did when there was no other.</param>
    public static HashKind? Algorithm(string digest) => digest switch
    {
        "" or "sha1" => HashKind.Pbkdf2Sha1,
        "sha256" => HashKind.Pbkdf2Sha256,
        "sha512" => HashKind.Pbkdf2Sha512,
        _ => null,
    };

    private static string Name(HashKind kind) => kind switch { HashKind.Pbkdf2Sha1 => "sha1", HashKind.Pbkdf2Sha256 => "sha256", _ => "sha512" };

    private static ImportedHash? Make(string digest, string rounds, byte[]? salt, byte[]? hash) =>
        Algorithm(digest) is { } algorithm && HashText.Number(rounds) is { } cost && salt is not null && hash is not null ? new ImportedHash(algorithm, cost, salt, hash) : null;
}
