using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Audit;

/// <summary>Reads the record, newest first, in the order of its sequence: times may jump, that doesn't. A span of time is read in the order of time.</summary>
internal sealed class AuditQueries(IDbContextFactory<DashboardDbContext> dbs, IAuditReaders readers, ISearchIndex search)
{
    public async Task<Result<Page<AuditRow>>> ListAsync(Actor actor, AuditListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await readers.MayReadAllAsync(db, actor, ct)) return CommonErrors.Forbidden;

        var cursor = AuditCursor.Read(query.Cursor);
        var newer = cursor is { Newer: true };
        var lanes = await new AuditLanes(db, search, actor.AccountId, Narrowed(query, cursor)).ChooseAsync(ct);
        var found = await ReadAsync(db, [.. lanes.Select(rows => From(rows, query.IsByTime, cursor))], query.Take + 1, newer, ct);
        var more = found.Count > query.Take;
        if (more) found.RemoveAt(found.Count - 1);
        if (newer) found.Reverse();
        if (found.Count == 0) return Page<AuditRow>.Empty;
        return new Page<AuditRow>(
            found.ConvertAll(AuditRow.From),
            Next: more || newer ? AuditCursor.Older(found[^1]) : null,
            Previous: (newer ? more : cursor is not null) ? AuditCursor.Towards(found[0]) : null);
    }

    /// <summary>One entry of the account.</summary>
    public async Task<Result<AuditRow>> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await readers.MayReadAllAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var entry = await db.AuditEntries.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && e.AccountId == actor.AccountId, ct);
        return entry is null ? CommonErrors.NotFound("entry") : AuditRow.From(entry);
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

    private static IQueryable<AuditEntry> From(IQueryable<AuditEntry> rows, bool byTime, AuditCursor? cursor)
    {
        var (newer, number, at) = cursor is { } from ? (from.Newer, from.Sequence, from.At) : (false, 0, default);
        if (!byTime)
        {
            if (newer) return rows.Where(e => e.Sequence > number).OrderBy(e => e.Sequence);
            return (cursor is null ? rows : rows.Where(e => e.Sequence < number)).OrderByDescending(e => e.Sequence);
        }

        if (newer) return rows.Where(e => e.At > at || e.Sequence > number).OrderBy(e => e.At).ThenBy(e => e.Sequence);
        return (cursor is null ? rows : rows.Where(e => e.At < at || e.Sequence < number)).OrderByDescending(e => e.At).ThenByDescending(e => e.Sequence);
    }

    /// <summary>A page by time lies on one side of its cursor: the index is entered there, not at the end of the span.</summary>
    private static AuditListQuery Narrowed(AuditListQuery query, AuditCursor? cursor)
    {
        if (!query.IsByTime || cursor is not { } from) return query;
        if (from.Newer) return query with { From = query.From > from.At ? query.From : from.At };
        var after = from.At.AddMicroseconds(1);
        return query with { Until = query.Until < after ? query.Until : after };
    }

    /// <summary>The lanes of several actions are merged by their numbers; the rows come after, by key.</summary>
    private static async Task<List<AuditEntry>> ReadAsync(DashboardDbContext db, List<IQueryable<AuditEntry>> lanes, int take, bool newer, CancellationToken ct)
    {
        if (lanes is [var only]) return await only.Take(take).AsNoTracking().ToListAsync(ct);
        var numbers = await lanes.Select(rows => rows.Take(take).Select(e => e.Sequence)).Aggregate(Queryable.Concat).ToListAsync(ct);
        var first = (newer ? numbers.Order() : numbers.OrderDescending()).Take(take).ToList();
        var rows = db.AuditEntries.AsNoTracking().Where(e => first.Contains(e.Sequence));
        return await (newer ? rows.OrderBy(e => e.Sequence) : rows.OrderByDescending(e => e.Sequence)).ToListAsync(ct);
    }
}
