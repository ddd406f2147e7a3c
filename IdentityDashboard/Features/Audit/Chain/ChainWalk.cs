using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit.Chain;

/// <summary>One walk along the chain: what is known so far, and the checks of a step.</summary>
internal sealed class ChainWalk(DashboardDbContext db, Action<string> report)
{
    private byte[]? _before = ChainHash.Beginning;
    private SequenceRanges? _awaited = SequenceRanges.All;
    private byte[]? _anchor;
    private long _position;
    private long _seals;
    private long _entries;
    private long _findings;
    private long _last;

    public void Find(string finding)
    {
        _findings++;
        report(finding);
    }

    public async Task StepAsync(AuditSeal seal, CancellationToken ct)
    {
        if (seal.Position < 1)
        {
            Find($"seal {seal.Position}: inserted: positions begin at 1");
            return;
        }

        Follow(seal);
        var (covered, missing) = (SequenceRanges.Read(seal.Covered), SequenceRanges.Read(seal.Missing));
        if (covered is null || covered.OpenFrom is not null || missing?.OpenFrom is null || seal.Digests.Length != covered.Count * ChainHash.Length)
        {
            Find($"seal {seal.Position}: altered: its lists don't fit together, so its entries can't be checked");
            _awaited = missing?.OpenFrom is null ? null : missing;
            return;
        }

        await CheckNumbersAsync(seal.Position, covered, missing, ct);
        await new SealCheck(db, covered, seal.Digests, Find).RunAsync(ct);
        _entries += covered.Count;
        _awaited = missing;
        _last = Math.Max(_last, missing.OpenFrom.Value - 1);
    }

    public async Task<ChainVerdict> EndAsync(CancellationToken ct)
    {
        var next = _awaited?.OpenFrom ?? _last + 1;
        long unsealed = await db.AuditEntries.CountAsync(e => e.Sequence >= next, ct);
        if (_awaited is not null)
        {
            await foreach (var _ in SealedEntries.ReadAsync(db, _awaited.Finite, ct)) unsealed++;
        }

        return new ChainVerdict(_seals, _entries, unsealed, _findings, _anchor);
    }

    /// <summary>Its place, and its hash over the seal before. What a missing seal said can't be known: its successor's link neither.</summary>
    private void Follow(AuditSeal seal)
    {
        var expected = _position + 1;
        if (seal.Position > expected)
        {
            Find(seal.Position == expected + 1
                ? $"seal {expected}: missing: the entries it covered can't be checked"
                : $"seals {expected} to {seal.Position - 1}: missing: the entries they covered can't be checked");
            (_before, _awaited) = (null, null);
        }

        if (_before is not null && !ChainHash.Of(_before, seal.Position, seal.Covered, seal.Missing, seal.At, seal.Digests).AsSpan().SequenceEqual(seal.Hash))
        {
            Find($"seal {seal.Position}: altered: its hash doesn't fit what it says and the seal before it");
        }

        (_before, _anchor, _position) = (seal.Hash, seal.Hash, seal.Position);
        _seals++;
    }

    /// <summary>Numbers go from awaited to covered or to given up, and never back.</summary>
    private async Task CheckNumbersAsync(long position, SequenceRanges covered, SequenceRanges missing, CancellationToken ct)
    {
        if (_awaited is null) return;
        var again = covered.Except(_awaited);
        if (!again.IsEmpty) Find($"seal {position}: altered: it covers {again}, which weren't open any more");
        var left = _awaited.Except(covered);
        var back = missing.Except(left);
        if (!back.IsEmpty) Find($"seal {position}: altered: it awaits {back}, which weren't open any more");
        var givenUp = left.Except(missing);
        await foreach (var entry in SealedEntries.ReadAsync(db, givenUp, ct))
        {
            Find($"entry {entry.Sequence}: inserted: seal {position} gave this number up as rolled back");
        }
    }
}
