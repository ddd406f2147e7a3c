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
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);
    private readonly HashSet<long> seen = [];
    private DateTimeOffset since = clock.GetUtcNow();

    /// <summary>By what the file says; null ids mean there is no such node, or several.</summary>
    public Dictionary<string, (Guid? Id, string? Problem)> Nodes { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, (GroupChoice? Group, string? Problem)> Groups { get; } = new(StringComparer.Ordinal);

    /// <summary>False when the file had this before.</summary>
    public bool TryClaim(string kind, string value) => seen.Add(Hash(kind, value));

    public bool Has(string kind, string value) => seen.Contains(Hash(kind, value));

    /// <summary>Forgets names that were looked up a while ago.</summary>
    public void Refresh()
    {
        if (clock.GetUtcNow() - since < Fresh && Nodes.Count + Groups.Count < MostNames) return;
        since = clock.GetUtcNow();
        Nodes.Clear();
        Groups.Clear();
    }

    private static long Hash(string kind, string value) => BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\0{value}")));
}
