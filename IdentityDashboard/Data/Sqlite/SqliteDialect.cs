namespace IdentityDashboard.Data.Sqlite;

internal sealed class SqliteDialect : ISqlDialect
{
    public string InnerJoin => "CROSS JOIN";

    public string Hidden(string column) => $"+{column}";

    public string OneOf(string column, string select) => $"{column} IN ({select})";

    public string Contains(string column, string text) => $"instr({column}, {text}) > 0";

    public (string Ids, string Counted) PeopleWith(SqlText sql, Guid accountId, string term)
    {
        var phrase = sql.Arg(SqliteSearchIndex.Phrase(term));
        var whole = SqliteSearchIndex.IsPart(term) ? $" AND {Contains("d.text", sql.Arg(term.ToLowerInvariant()))}" : "";
        return ($"""
                 SELECT d.entity_id AS id FROM search_index s JOIN search_documents d ON d.id = s.rowid
                 WHERE search_index MATCH {phrase} AND d.account_id = {sql.Arg(accountId)} AND d.kind = 'identity'{whole}
                 """,
            $"SELECT 1 FROM search_index WHERE search_index MATCH {phrase}");
    }

    public string Deciding(SqlText sql, Guid id) => sql.Arg(id);

    public object Time(DateTimeOffset time) => SqliteTime.ToMicroseconds(time);
}
