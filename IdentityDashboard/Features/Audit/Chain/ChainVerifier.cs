using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit.Chain;

/// <param name="Unsealed">Entries no seal covers yet.</param>
/// <param name="Anchor">The last seal's hash; null while there is none.</param>
internal sealed record ChainVerdict(long Seals, long Entries, long Unsealed, long Findings, byte[]? Anchor)
{
    public bool IsIntact => Findings == 0;
}

/// <summary>Goes along the chain, a seal with its entries at a time, and names everything that isn't as it was sealed.</summary>
internal sealed class ChainVerifier(IDbContextFactory<DashboardDbContext> dbs)
{
    /// <param name="expected">A hash noted earlier that has to be in the chain.</param>
    /// <param name="report">Called with each finding, a line of text.</param>
    public async Task<ChainVerdict> VerifyAsync(byte[]? expected, Action<string> report, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var walk = new ChainWalk(db, report);
        await foreach (var entry in db.AuditEntries.Where(e => e.Sequence < 1).Select(e => e.Sequence).AsAsyncEnumerable().WithCancellation(ct))
        {
            walk.Find($"entry {entry}: inserted: numbers begin at 1");
        }

        var found = expected is null;
        for (long? position = long.MinValue; position is not null;)
        {
            var after = position;
            var seal = await db.AuditSeals.AsNoTracking().Where(s => s.Position > after).OrderBy(s => s.Position).FirstOrDefaultAsync(ct);
            if (seal is not null) await walk.StepAsync(seal, ct);
            found |= seal is not null && seal.Hash.AsSpan().SequenceEqual(expected);
            position = seal?.Position;
        }

        if (!found) walk.Find($"anchor {Convert.ToHexStringLower(expected!)}: not in the chain: its end was cut off, or it was written anew");
        return await walk.EndAsync(ct);
    }
}
