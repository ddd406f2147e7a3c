using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Benchmarks.Lists;

/// <summary>A filter as somebody who knows the database would write it by hand: both ways round, the faster one counts.</summary>
/// <param name="Ids">Ids it holds for, from its own index; null where there is only the test.</param>
internal sealed record RawCondition(string? Ids, string Test);

/// <summary>Writes the statements for one list query: every way that might be the fastest.</summary>
internal sealed class RawCase
{
    public const string Columns =
        "i.id, i.first_name, i.last_name, i.email, i.state, i.source, i.two_factor_enabled, i.lockout_end, i.last_seen_at, i.created_at, i.sort_name, i.normalized_email";

    private readonly RawDatabase database;
    private readonly List<object> args = [];
    private readonly List<RawCondition> conditions = [];
    private readonly IdentityListQuery query;
    private readonly string account;

    public RawCase(RawDatabase database, Guid accountId, IdentityListQuery query, DateTimeOffset now)
    {
        (this.database, this.query) = (database, query);
        account = Arg(accountId);
        var filter = query.Filter;
        Add(filter.State is { } state ? $"i.state = {Arg((int)state)}" : "i.state <> 3");
        if (query.ApplicationId is { } app) Exists("app_memberships x", "x.identity_id", $"x.application_id = {Arg(app)} AND x.state <> 0");
        if (filter.Source is { } source) Column("source", $"= {Arg(source)}");
        if (filter.Mfa is { } mfa) Column("two_factor_enabled", $"= {Arg(mfa)}");
        if (filter.GroupId is { } group) Exists("group_members x", "x.identity_id", $"x.group_id = {Arg(group)}");
        if (filter.RoleId is not null || filter.NodeId is not null) Roles(now);
        if (filter.NeverSeen) Column("last_seen_at", $"= {Arg(Identity.NeverSeen)}");
        if (filter.SeenFrom is { } seen) Column("last_seen_at", $">= {Arg(seen)}");
        if (filter.SeenBefore is { } before) Between("last_seen_at", Identity.NeverSeen.AddTicks(10), before);
        if (filter.CreatedFrom is { } made) Column("created_at", $">= {Arg(made)}");
        if (filter.CreatedBefore is { } old) Column("created_at", $"< {Arg(old)}");
        foreach (var a in filter.Attributes) Attribute(a);
        if (filter.Search is { } term) Search(term);
    }

    public IReadOnlyList<object> Args => args;

    /// <summary>Starting from more ids than this never pays.</summary>
    private const int MostIds = 50_000;

    /// <summary>Leaves out the ways that start from very many ids.</summary>
    public async Task NarrowAsync()
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Ids is not { } ids || conditions[i].Test.StartsWith(Found, StringComparison.Ordinal)) continue;
            if (await database.NumberAsync($"SELECT count(*) FROM (SELECT 1 FROM ({ids}) z LIMIT {MostIds + 1}) y", args) > MostIds) conditions[i] = conditions[i] with { Ids = null };
        }
    }

    /// <summary>All ways to read a page, with <paramref name="tail"/> (cursor, order, limit) at the end.</summary>
    public IEnumerable<string> Ways(Tail tail)
    {
        var tests = string.Join(" AND ", conditions.Select(c => c.Test));
        yield return $"SELECT {Columns} FROM identities i WHERE i.account_id = {account} AND {tests} {tail.Text}";
        foreach (var start in conditions.Where(c => c.Ids is not null))
        {
            var rest = string.Join(" AND ", conditions.Where(c => c != start).Select(c => Hide(c.Test)));
            var more = rest.Length == 0 ? "" : $" AND {rest}";
            if (database.IsPostgres) yield return $"SELECT {Columns} FROM identities i WHERE i.id = ANY(ARRAY({start.Ids})) AND i.account_id = {account}{more} {tail.Text}";
            yield return $"SELECT {Columns} FROM (SELECT DISTINCT id FROM ({start.Ids}) z) ids {database.InOrder} identities i ON i.id = ids.id WHERE {(database.IsPostgres ? "" : "+")}i.account_id = {account}{more} {tail.Text}";
        }

        // Along the order's index, testing each: on SQLite the plus keeps the filters' own indexes out.
        if (!database.IsPostgres) yield return $"SELECT {Columns} FROM identities i WHERE i.account_id = {account} AND {string.Join(" AND ", conditions.Select(c => Hide(c.Test)))} {tail.Text}";
    }

    /// <summary>The page by reading search texts; along the order's index, or the whole table and then sorted.</summary>
    public IEnumerable<string> Scans(Tail tail)
    {
        var like = database.Like("i.search_text", Arg($"%{query.Filter.Search}%"));
        var tests = string.Join(" AND ", conditions.Where(c => !c.Test.StartsWith(Found, StringComparison.Ordinal)).Select(c => c.Test).Append(like));
        yield return $"SELECT {Columns} FROM identities i WHERE i.account_id = {account} AND {tests} {tail.Text}";
        if (!database.IsPostgres) yield return $"SELECT {Columns} FROM identities i WHERE +i.account_id = {account} AND {Hide(tests)} {tail.Text}";
    }

    public string Count() => $"SELECT count(*) FROM identities i WHERE i.account_id = {account} AND {string.Join(" AND ", conditions.Select(c => c.Ids is null || !c.Test.StartsWith(Found, StringComparison.Ordinal) ? c.Test : $"i.id IN ({c.Ids})"))}";

    public Tail From(object[]? keys, bool reversed, int take)
    {
        string[] columns = query.Sort switch
        {
            IdentitySort.Email => ["i.normalized_email", "i.id"],
            IdentitySort.LastSeen => ["i.last_seen_at", "i.id"],
            IdentitySort.Created => ["i.created_at", "i.id"],
            IdentitySort.Status => ["i.state", "i.sort_name", "i.id"],
            _ => ["i.sort_name", "i.id"],
        };
        var up = query.Descending == reversed;
        var from = keys is null ? "" : $"AND ({string.Join(", ", columns)}) {(up ? ">" : "<")} ({string.Join(", ", keys.Select(Arg))})";
        return new Tail($"{from} ORDER BY {string.Join(", ", columns.Select(c => up ? c : $"{c} DESC"))} LIMIT {take}");
    }

    private const string Found = "/*found*/";

    private string Arg(object value)
    {
        args.Add(value);
        return $"@p{args.Count - 1}";
    }

    private string Hide(string test) => database.IsPostgres ? test : test.Replace("i.state", "+i.state", StringComparison.Ordinal).Replace("i.source", "+i.source", StringComparison.Ordinal)
        .Replace("i.two_factor", "+i.two_factor", StringComparison.Ordinal).Replace("i.last_seen", "+i.last_seen", StringComparison.Ordinal).Replace("i.created", "+i.created", StringComparison.Ordinal);

    private void Add(string test) => conditions.Add(new RawCondition(null, test));

    private void Column(string name, string compared) => conditions.Add(new RawCondition($"SELECT p.id FROM identities p WHERE p.account_id = {account} AND p.{name} {compared}", $"i.{name} {compared}"));

    private void Between(string name, object from, object before)
    {
        var (low, high) = (Arg(from), Arg(before));
        conditions.Add(new RawCondition($"SELECT p.id FROM identities p WHERE p.account_id = {account} AND p.{name} >= {low} AND p.{name} < {high}", $"i.{name} >= {low} AND i.{name} < {high}"));
    }

    private void Exists(string table, string id, string which) =>
        conditions.Add(new RawCondition($"SELECT {id} AS id FROM {table} WHERE {which}", $"EXISTS (SELECT 1 FROM {table} WHERE {id} = i.id AND {which})"));

    private void Roles(DateTimeOffset at)
    {
        var now = Arg(at);
        var which = $"(a.effective_from IS NULL OR a.effective_from <= {now}) AND (a.effective_to IS NULL OR a.effective_to > {now})";
        if (query.Filter.RoleId is { } role) which += $" AND a.role_id = {Arg(role)}";
        if (query.Filter.NodeId is { } node) which += $" AND a.node_id IN (SELECT l.descendant_id FROM node_lineage l WHERE l.ancestor_id = {Arg(node)})";
        var groups = $"SELECT a.group_id FROM assignments a WHERE a.group_id IS NOT NULL AND {which}";
        conditions.Add(new RawCondition(
            $"SELECT a.identity_id AS id FROM assignments a WHERE a.identity_id IS NOT NULL AND {which} UNION ALL SELECT g.identity_id FROM group_members g WHERE g.group_id IN ({groups})",
            $"(EXISTS (SELECT 1 FROM assignments a WHERE a.identity_id = i.id AND {which}) OR EXISTS (SELECT 1 FROM group_members g WHERE g.identity_id = i.id AND g.group_id IN ({groups})))"));
    }

    private void Attribute(AttributeFilter a)
    {
        var which = $"v.definition_id = {Arg(a.DefinitionId)}";
        if (a.From is not null) which += $" AND v.comparable >= {Arg(a.From)}";
        if (a.To is not null) which += $" AND v.comparable <= {Arg(a.To)}";
        Exists("attribute_values v", "v.identity_id", which);
    }

    private void Search(string term)
    {
        var parameter = $"@p{args.Count}";
        var (sql, arg) = database.Search(term, account, parameter);
        args.Add(arg);
        var text = Arg(term);
        conditions.Add(new RawCondition(sql, Found + (database.IsPostgres ? $"strpos(i.search_text, {text}) > 0" : $"instr(i.search_text, {text}) > 0")));
    }
}

/// <summary>Where a page begins and how it is ordered.</summary>
internal sealed record Tail(string Text);
