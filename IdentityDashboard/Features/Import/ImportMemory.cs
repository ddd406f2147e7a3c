using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Features.Groups;

namespace IdentityDashboard.Features.Import;

/// <summary>
/// What going through a file keeps in mind: addresses and ids of rows before, as eight bytes each, and for some
/// seconds what names in it stand for. Rights are asked again when a row is written.
/// </summary>
internal sealed class ImportMemory(TimeProvider clock)
{
    private const int MostNames = 20_000;
    private const int Parts = 256;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    // Many small ones: one large set would be copied to twice its size when it is full.
    private readonly HashSet<long>[] seen = [.. Enumerable.Range(0, Parts).Select(_ => new HashSet<long>())];
    private DateTimeOffset since = clock.GetUtcNow();

    /// <summary>By what the file says; null ids mean there is no such node, or several.</summary>
    public Dictionary<string, (Guid? Id, string? Problem)> Nodes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, (GroupChoice? Group, string? Problem)> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>False when the file had this before.</summary>
    public bool TryClaim(string kind, string value)
    {
        var hash = Hash(kind, value);
        return Part(hash).Add(hash);
    }

    public bool Has(string kind, string value)
    {
        var hash = Hash(kind, value);
        return Part(hash).Contains(hash);
    }

    /// <summary>Forgets names that were looked up a while ago.</summary>
    public void Refresh()
    {
        if (clock.GetUtcNow() - since < Fresh && Nodes.Count + Groups.Count < MostNames) return;
        since = clock.GetUtcNow();
        Nodes.Clear();
        Groups.Clear();
    }

    private HashSet<long> Part(long hash) => seen[(byte)hash];

    private static long Hash(string kind, string value) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\0{value}")));
}
