using System.Buffers.Binary;

namespace IdentityDashboard.Features.Credentials.Imported;

/// <summary>
/// ASP.NET Core Identity's hashes in base64: version 2 is <c>00</c>, 16 bytes of salt, 32 of hash; version 3 is
/// <c>01</c>, then digest, rounds and the salt's length as big-endian numbers, the salt and the hash.
/// </summary>
internal static class AspNetHash
{
    private const int V2Rounds = 1000;
    private const int V2Length = 49;
    private const int V3Header = 13;

    /// <summary>Kept as it is, but in whole base64: the hasher takes no other.</summary>
    public static ImportedHash? Read(string text)
    {
        if (text.Length is < 60 or > 400 || !text.StartsWith('A') || HashText.Base64(text) is not { } bytes) return null;
        return bytes switch
        {
            [0, ..] when bytes.Length == V2Length => new ImportedHash(HashKind.Pbkdf2Sha1, V2Rounds, bytes[1..17], bytes[17..]) { AspNetIdentity = Convert.ToBase64String(bytes) },
            [1, ..] => V3(bytes),
            _ => null,
        };
    }

    private static ImportedHash? V3(byte[] bytes)
    {
        var (digest, rounds, salt) = (Number(bytes, 1), Number(bytes, 5), Number(bytes, 9));
        if (digest > 2 || salt < 16 || salt > bytes.Length - V3Header - 16) return null;
        var hashAt = V3Header + (int)salt;
        return new ImportedHash((HashKind)digest, (int)Math.Min(rounds, int.MaxValue), bytes[V3Header..hashAt], bytes[hashAt..]) { AspNetIdentity = Convert.ToBase64String(bytes) };
    }

    private static uint Number(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));
}
