using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace IdentityDashboard.Features.Audit.Chain;

/// <summary>
/// The bytes that are hashed, the same on both databases. Numbers: 8 bytes, highest first. Times: microseconds since
/// 1970, which is what both databases keep. Ids: 16 bytes in the order they are written in. Texts: how many bytes, as a
/// number, then UTF-8; -1 alone for no text. docs/audit.md describes it for other programs: a change is a new version.
/// </summary>
internal static class ChainHash
{
    public const int Length = SHA256.HashSizeInBytes;
    private const string EntryVersion = "identity-dashboard audit entry 1";
    private const string SealVersion = "identity-dashboard audit seal 1";

    /// <summary>What the first seal follows.</summary>
    public static readonly byte[] Beginning = new byte[Length];

    public static byte[] Of(AuditEntry entry) => Of(entry, entry.Sequence);

    /// <param name="sequence">Another number than its own, to find out which entry this one was.</param>
    public static byte[] Of(AuditEntry entry, long sequence)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, EntryVersion);
        Add(hash, sequence);
        Add(hash, entry.Id);
        Add(hash, entry.AccountId);
        Add(hash, Microseconds(entry.At));
        Add(hash, entry.Action);
        Add(hash, (long)entry.ActorKind);
        Add(hash, entry.ActorId);
        Add(hash, entry.ActorName);
        Add(hash, entry.TargetKind);
        Add(hash, entry.TargetId);
        Add(hash, entry.TargetName);
        Add(hash, entry.Changes);
        Add(hash, entry.Ip);
        Add(hash, entry.SearchText);
        return hash.GetHashAndReset();
    }

    /// <param name="before">The hash of the seal before, or <see cref="Beginning"/>.</param>
    public static byte[] Of(byte[] before, long position, string covered, string missing, DateTimeOffset at, byte[] digests)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, SealVersion);
        hash.AppendData(before);
        Add(hash, position);
        Add(hash, covered);
        Add(hash, missing);
        Add(hash, Microseconds(at));
        hash.AppendData(digests);
        return hash.GetHashAndReset();
    }

    /// <summary>As the database will give it back.</summary>
    public static DateTimeOffset Rounded(DateTimeOffset time) => DateTimeOffset.UnixEpoch.AddTicks(Microseconds(time) * TimeSpan.TicksPerMicrosecond);

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static void Add(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        hash.AppendData(bytes);
    }

    private static void Add(IncrementalHash hash, string? text)
    {
        Add(hash, text is null ? -1L : Encoding.UTF8.GetByteCount(text));
        if (text is not null) hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
