using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit;

/// <param name="Group">Only entries of this kind; null for all.</param>
/// <param name="Cursor"><see cref="Page{T}.Next"/> (older) or <see cref="Page{T}.Previous"/> (newer); null for the newest.</param>
public sealed record AuditListQuery(string? Search = null, AuditGroup? Group = null, string? Cursor = null, int Take = 50);

/// <summary>Reads the record, newest first, in the order of its sequence: times may jump, that doesn't.</summary>
internal sealed class AuditQueries(IDbContextFactory<DashboardDbContext> dbs, IAuditReaders readers, ISearchIndex search)
{
    private const char Older = 'o';
    private const char Newer = 'n';

    public async Task<Result<Page<AuditRow>>> ListAsync(Actor actor, AuditListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await readers.MayReadAllAsync(db, actor, ct)) return CommonErrors.Forbidden;

        var rows = Matching(db, actor, query);
        var (forwards, from) = Decode(query.Cursor);
        if (from is { } at) rows = forwards ? rows.Where(e => e.Sequence > at) : rows.Where(e => e.Sequence < at);
        rows = forwards ? rows.OrderBy(e => e.Sequence) : rows.OrderByDescending(e => e.Sequence);
        var found = await rows.Take(query.Take + 1).AsNoTracking().ToListAsync(ct);
        var more = found.Count > query.Take;
        if (more) found.RemoveAt(found.Count - 1);
        if (forwards) found.Reverse();
        if (found.Count == 0) return Page<AuditRow>.Empty;
        return new Page<AuditRow>(
            found.ConvertAll(AuditRow.From),
            Next: more || forwards ? Encode(Older, found[^1]) : null,
            Previous: (forwards ? more : from is not null) ? Encode(Newer, found[0]) : null);
    }

    /// <summary>
    /// What was done to somebody and what they did. The caller has made sure that the actor may see this person or group.
    /// </summary>
    public async Task<IReadOnlyList<AuditRow>> ForTargetAsync(Actor actor, Guid targetId, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var themselves = actor.Kind == ActorKind.Identity && actor.Id == targetId;
        if (!themselves && !await readers.MayReadOneAsync(db, actor, ct)) return [];

        // Two reads along an index each; one with "or" would walk the whole record.
        var entries = db.AuditEntries.Where(e => e.AccountId == actor.AccountId).AsNoTracking();
        var passive = await entries.Where(e => e.TargetId == targetId).OrderByDescending(e => e.Sequence).Take(take).ToListAsync(ct);
        var active = await entries.Where(e => e.ActorId == targetId && e.ActorKind == ActorKind.Identity).OrderByDescending(e => e.Sequence).Take(take).ToListAsync(ct);
        return [.. passive.Concat(active).DistinctBy(e => e.Sequence).OrderByDescending(e => e.Sequence).Take(take).Select(AuditRow.From)];
    }

    /// <summary>The newest entries of the account; none for those who may not read the audit.</summary>
    public async Task<IReadOnlyList<AuditRow>> RecentAsync(Actor actor, int take, CancellationToken ct)
    {
        var page = await ListAsync(actor, new AuditListQuery(Take: take), ct);
        return page.Succeeded ? page.Value.Items : [];
    }

    private IQueryable<AuditEntry> Matching(DashboardDbContext db, Actor actor, AuditListQuery query)
    {
        var rows = db.AuditEntries.Where(e => e.AccountId == actor.AccountId);
        if (query.Group is { } group)
        {
            var actions = AuditSentence.ActionsOf(group);
            rows = rows.Where(e => actions.Contains(e.Action));
        }

        var term = query.Search?.Trim().ToLowerInvariant() ?? "";
        if (term.Length == 0) return rows;
        if (term.Length < ISearchIndex.MinLength)
        {
            return rows.Where(e => e.Action.StartsWith(term) || e.ActorName.ToLower().StartsWith(term) || e.TargetName.ToLower().StartsWith(term));
        }

        var found = search.Audit(db, actor.AccountId, term);
        return rows.Where(e => found.Contains(e.Sequence));
    }

    private static string Encode(char way, AuditEntry entry) => string.Create(CultureInfo.InvariantCulture, $"{way}{entry.Sequence}");

    /// <summary>Anything that isn't a cursor begins at the newest.</summary>
    private static (bool Forwards, long? From) Decode(string? cursor) =>
        cursor is [Older or Newer, ..] && long.TryParse(cursor.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var from)
            ? (cursor[0] == Newer, from)
            : (false, null);
}
