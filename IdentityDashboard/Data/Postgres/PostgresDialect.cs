namespace IdentityDashboard.Data.Postgres;

internal sealed class PostgresDialect : ISqlDialect
{
    public string InnerJoin => "JOIN";

    /// <summary>The planner has statistics and needs no hint.</summary>
    public string Hidden(string column) => column;

    /// <summary>As an array the planner reads it first and once, whatever it guesses about its size.</summary>
    public string OneOf(string column, string select) => $"{column} = ANY(ARRAY({select}))";

    public string Contains(string column, string text) => $"strpos({column}, {text}) > 0";

    public (string Ids, string Counted) PeopleWith(SqlText sql, Guid accountId, string term)
    {
        var ids = $"SELECT f.id FROM identities f WHERE f.account_id = {sql.Arg(accountId)} AND f.search_text LIKE {sql.Arg(PostgresSearchIndex.Pattern(term))}";
        return (ids, ids);
    }

    public string Deciding(SqlText sql, Guid id) => $"'{id:D}'::uuid";

    public object Time(DateTimeOffset time) => time.ToUniversalTime();
}
