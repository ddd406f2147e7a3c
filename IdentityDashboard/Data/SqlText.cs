using System.Globalization;

namespace IdentityDashboard.Data;

/// <summary>
/// A statement written by hand, and the values it needs. Values become parameters: <see cref="Arg"/> answers the
/// placeholder to write. Nothing a person typed ever stands in the text itself; of values, only ids may (<see cref="ISqlDialect.Deciding"/>).
/// </summary>
internal sealed class SqlText(ISqlDialect dialect)
{
    private readonly List<object> args = [];

    public object[] Args => [.. args];

    public string Arg(object value)
    {
        args.Add(value is DateTimeOffset time ? dialect.Time(time) : value);
        return string.Create(CultureInfo.InvariantCulture, $"{{{args.Count - 1}}}");
    }
}

/// <summary>Where hand-written statements differ between the two databases.</summary>
internal interface ISqlDialect
{
    /// <summary>The column in a form no index is chosen for: the caller knows the better way.</summary>
    string Hidden(string column);

    /// <summary><paramref name="column"/> is one of a sub-select's few rows: found one by one through the column's own index.</summary>
    string OneOf(string column, string select);

    /// <summary>The column contains the text; reads the column, uses no index.</summary>
    string Contains(string column, string text);

    /// <summary>
    /// A sub-select of ids of people whose search text contains the term, through the trigram index; and a cheaper one
    /// of at least as many rows, to count.
    /// </summary>
    (string Ids, string Counted) PeopleWith(SqlText sql, Guid accountId, string term);

    /// <summary>
    /// An id that decides how the whole statement is best read: where a prepared statement keeps one plan for all values,
    /// it stands in the text, so that each has its own.
    /// </summary>
    string Deciding(SqlText sql, Guid id);

    /// <summary>As a parameter compares with a time column.</summary>
    object Time(DateTimeOffset time);

    /// <summary>Joins in the order written.</summary>
    string InnerJoin { get; }
}
