using IdentityDashboard.Data;

namespace IdentityDashboard.Features.Audit.Chain;

/// <summary>Compares the entries of one seal with what it noted of them.</summary>
internal sealed class SealCheck(DashboardDbContext db, SequenceRanges covered, byte[] digests, Action<string> report)
{
    /// <summary>Every pair of changed entries is compared: beyond so many, they are only said to be altered.</summary>
    private const int MostCompared = 200;

    private readonly List<AuditEntry> _altered = [];
    private readonly List<long> _alteredNumbers = [];
    private readonly Dictionary<long, int> _places = [];

    public async Task RunAsync(CancellationToken ct)
    {
        var place = 0;
        using var expected = covered.Numbers.GetEnumerator();
        await foreach (var entry in SealedEntries.ReadAsync(db, covered, ct))
        {
            while (expected.MoveNext() && expected.Current < entry.Sequence) Miss(expected.Current, place++);
            if (!Digest(place).SequenceEqual(ChainHash.Of(entry))) Alter(entry, place);
            place++;
        }

        while (expected.MoveNext()) Miss(expected.Current, place++);
        foreach (var entry in _altered) Explain(entry);
    }

    private ReadOnlySpan<byte> Digest(int place) => digests.AsSpan(place * ChainHash.Length, ChainHash.Length);

    private void Miss(long number, int place)
    {
        report($"entry {number}: missing");
        Remember(number, place);
    }

    private void Alter(AuditEntry entry, int place)
    {
        _altered.Add(entry);
        Remember(entry.Sequence, place);
    }

    private void Remember(long number, int place)
    {
        if (_alteredNumbers.Count == MostCompared) return;
        _alteredNumbers.Add(number);
        _places[number] = place;
    }

    /// <summary>An entry that was put under another number still is what that number's digest says.</summary>
    private void Explain(AuditEntry entry)
    {
        var origin = _alteredNumbers.Find(other => other != entry.Sequence && Digest(_places[other]).SequenceEqual(ChainHash.Of(entry, other)));
        report(origin == 0 ? $"entry {entry.Sequence}: altered: it isn't what was sealed" : $"entry {entry.Sequence}: reordered: it is what was entry {origin}");
    }
}
