using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit.Chain;

/// <summary>
/// Writes the next seal. Numbers are given out before an act commits, so they become visible out of order: a seal lists
/// what it found missing below the last number, later seals take up what has come since, and after an hour the act
/// counts as rolled back. Whichever process writes a position first has it; the others read again.
/// </summary>
internal sealed class SealWriter(IDbContextFactory<DashboardDbContext> dbs, TimeProvider clock)
{
    public const int Batch = 5_000;
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenGivingUp = TimeSpan.FromMinutes(1);
    private DateTimeOffset _nextGivingUp;

    /// <returns>Whether there may be more to seal right now.</returns>
    /// <exception cref="InvalidOperationException">The last seal can't be read: somebody changed it.</exception>
    public async Task<bool> SealNextAsync(CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var last = await db.AuditSeals.OrderByDescending(s => s.Position).Select(s => new { s.Position, s.Missing, s.Hash }).FirstOrDefaultAsync(ct);
        var awaited = last is null ? SequenceRanges.All : SequenceRanges.Read(last.Missing);
        if (awaited?.OpenFrom is not { } next) throw new InvalidOperationException($"Seal {last?.Position} of the audit can't be read.");

        var late = await LateAsync(db, awaited.Finite, ct);
        var rows = db.AuditEntries.AsNoTracking().Where(e => e.Sequence >= next).OrderBy(e => e.Sequence).Take(Batch - late.Count);
        List<AuditEntry> entries = late.Count == Batch ? late : [.. late, .. await rows.ToListAsync(ct)];
        var covered = SequenceRanges.Of(entries.Select(e => e.Sequence));
        var left = awaited.Except(covered);
        var rolledBack = late.Count == Batch ? SequenceRanges.None : await RolledBackAsync(db, left.Finite, ct);
        if (entries.Count == 0 && rolledBack.IsEmpty) return false;

        var seal = Make(last?.Hash ?? ChainHash.Beginning, (last?.Position ?? 0) + 1, covered, left.Except(rolledBack), entries);
        return !await WriteAsync(db, seal, ct) || entries.Count == Batch;
    }

    private AuditSeal Make(byte[] before, long position, SequenceRanges covered, SequenceRanges missing, List<AuditEntry> entries)
    {
        var digests = new byte[entries.Count * ChainHash.Length];
        for (var i = 0; i < entries.Count; i++) ChainHash.Of(entries[i]).CopyTo(digests, i * ChainHash.Length);
        var at = ChainHash.Rounded(clock.GetUtcNow());
        var (coveredText, missingText) = (covered.ToString(), missing.ToString());
        return new AuditSeal
        {
            Position = position, Covered = coveredText, Missing = missingText, Digests = digests, At = at,
            Hash = ChainHash.Of(before, position, coveredText, missingText, at, digests),
        };
    }

    private static async Task<bool> WriteAsync(DashboardDbContext db, AuditSeal seal, CancellationToken ct)
    {
        db.AuditSeals.Add(seal);
        try
        {
            await db.SaveChangesAsync(ct);
            return true;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return false;
        }
    }

    private static async Task<List<AuditEntry>> LateAsync(DashboardDbContext db, SequenceRanges missing, CancellationToken ct)
    {
        var found = new List<AuditEntry>();
        await foreach (var entry in SealedEntries.ReadAsync(db, missing, ct))
        {
            found.Add(entry);
            if (found.Count == Batch) break;
        }

        return found;
    }

    /// <summary>Those that a seal of an hour ago missed already. Looked for once a minute: reading that seal costs more than the newest.</summary>
    private async Task<SequenceRanges> RolledBackAsync(DashboardDbContext db, SequenceRanges missing, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (missing.IsEmpty || now < _nextGivingUp) return SequenceRanges.None;
        _nextGivingUp = now + BetweenGivingUp;
        var before = now - Patience;
        var old = await db.AuditSeals.Where(s => s.At <= before).OrderByDescending(s => s.Position).Select(s => s.Missing).FirstOrDefaultAsync(ct);
        return old is not null && SequenceRanges.Read(old) is { } then ? missing.Intersect(then.Finite) : SequenceRanges.None;
    }
}
