using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>A person a list query matches, in the order of ids.</summary>
internal sealed record MatchedPerson(Guid Id, string Name);

/// <summary>Carries out list queries, without asking whether the actor may: that is <see cref="IdentityQueries"/>' part.</summary>
internal sealed class PeopleReader(ISqlDialect dialect, TimeProvider clock)
{
    /// <summary>See <see cref="PeoplePlan.Few"/>; a test sets it to compare both ways of reading.</summary>
    internal int Few { get; init; } = PeoplePlan.Few;

    public async Task<Page<Identity>> PageAsync(DashboardDbContext db, Actor actor, IdentityListQuery query, CancellationToken ct)
    {
        var conditions = PeopleConditions.Of(dialect, actor, query, clock.GetUtcNow());
        var plan = await PeoplePlan.ForPageAsync(db, conditions, Few, ct);
        var cursor = query.Cursor == IdentityListQuery.LastPage ? null : KeyCursor.Decode(query.Cursor);
        var order = PeopleOrder.Of(conditions.Sql, query, cursor);
        var sql = plan.Page(dialect, "i.*", order.From, order.By, query.Take + 1);
        var found = await db.Identities.FromSqlRaw(sql, conditions.Sql.Args).AsNoTracking().ToListAsync(ct);

        var more = found.Count > query.Take;
        if (more) found.RemoveAt(found.Count - 1);
        if (order.Reversed) found.Reverse();
        if (found.Count == 0) return Page<Identity>.Empty;
        var (hasNext, hasPrevious) = order.Reversed ? (cursor is not null, more) : (more, order.From is not null);
        return new Page<Identity>(found, hasNext ? At(found[^1], backwards: false) : null, hasPrevious ? At(found[0], backwards: true) : null);

        string At(Identity row, bool backwards) => new KeyCursor(PeopleOrder.KeyOf(row, query.Sort), row.Id, backwards).Encode();
    }

    /// <summary>How many match, counted up to <see cref="CappedCount.Limit"/>.</summary>
    public async Task<CappedCount> CountAsync(DashboardDbContext db, Actor actor, IdentityListQuery query, CancellationToken ct)
    {
        var conditions = PeopleConditions.Of(dialect, actor, query, clock.GetUtcNow());
        var plan = await PeoplePlan.ForCountAsync(db, conditions, CappedCount.Limit, ct);
        var counted = await db.Database.SqlQueryRaw<int>(plan.Count(dialect, CappedCount.Limit + 1), conditions.Sql.Args).ToListAsync(ct);
        return CappedCount.From(counted[0]);
    }

    /// <summary>All that match, a part at a time in the order of ids: for changes to many, which may take long.</summary>
    /// <param name="after">The last id of the part before.</param>
    public async Task<List<MatchedPerson>> PartAsync(DashboardDbContext db, Actor actor, IdentityListQuery query, Guid? after, int take, CancellationToken ct)
    {
        var conditions = PeopleConditions.Of(dialect, actor, query with { Sort = IdentitySort.Created }, clock.GetUtcNow());
        var plan = await PeoplePlan.ForPageAsync(db, conditions, Few, ct);
        var from = after is null ? null : $"i.id > {conditions.Sql.Arg(after.Value)}";
        var sql = plan.Page(dialect, "i.*", from, "i.id", take);
        return await db.Identities.FromSqlRaw(sql, conditions.Sql.Args).AsNoTracking()
            .Select(i => new MatchedPerson(i.Id, i.FirstName + " " + i.LastName)).ToListAsync(ct);
    }
}
