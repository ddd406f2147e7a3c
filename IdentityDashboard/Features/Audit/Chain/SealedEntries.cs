using System.Runtime.CompilerServices;
using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit.Chain;

/// <summary>Reads the entries of a set of numbers, in their order: near ones in one statement, and never many rows for nothing.</summary>
internal static class SealedEntries
{
    private const int Near = 64;

    public static async IAsyncEnumerable<AuditEntry> ReadAsync(DashboardDbContext db, SequenceRanges numbers, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var (from, to) in Spans(numbers))
        {
            var rows = db.AuditEntries.AsNoTracking().Where(e => e.Sequence >= from && e.Sequence <= to).OrderBy(e => e.Sequence);
            await foreach (var entry in rows.AsAsyncEnumerable().WithCancellation(ct))
            {
                if (numbers.Contains(entry.Sequence)) yield return entry;
            }
        }
    }

    /// <summary>Ranges with little between them, as one.</summary>
    private static IEnumerable<NumberRange> Spans(SequenceRanges numbers)
    {
        NumberRange? span = null;
        foreach (var range in numbers.Ranges)
        {
            if (span is { } open && range.From - open.To <= Near)
            {
                span = open with { To = range.To };
                continue;
            }

            if (span is { } done) yield return done;
            span = range;
        }

        if (span is { } last) yield return last;
    }
}
