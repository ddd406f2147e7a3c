using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Identities;

/// <summary>A condition that an index can answer from its own side.</summary>
/// <param name="Ids">Selects the ids of all it holds for; may name people of any state.</param>
/// <param name="Test">Holds for the person <c>i</c>.</param>
/// <param name="IsExact">The ids are just those the test holds for; otherwise some more, and the test is still needed.</param>
/// <param name="Counted">Selects at least as many rows as <paramref name="Ids"/>, for less; null for the ids themselves.</param>
internal sealed record Narrowing(string Ids, string Test, bool IsExact = true, string? Counted = null);

/// <summary>
/// A list query as SQL conditions over <c>identities i</c>. <see cref="Narrowings"/> can be read from either side:
/// as ids to start from, or as a test of each person met on the way. Which is better is decided by counting
/// (see <see cref="PeoplePlan"/>), never guessed.
/// </summary>
internal sealed class PeopleConditions
{
    private readonly ISqlDialect dialect;
    private readonly IdentityFilter filter;
    private readonly IdentitySort sort;
    private readonly string account;
    private readonly string now;

    private PeopleConditions(ISqlDialect dialect, Actor actor, IdentityListQuery query, DateTimeOffset at)
    {
        (this.dialect, filter, sort) = (dialect, query.Filter, query.Sort);
        Sql = new SqlText(dialect);
        (account, now) = (Sql.Arg(actor.AccountId), Sql.Arg(at));
        Tests.Add(filter.State is { } state ? $"{Plain("i.state")} = {Sql.Arg((int)state)}" : $"i.state <> {(int)PrincipalState.Deleted}");
        if (query.ApplicationId is { } application) Narrowings.Add(Members(Sql.Arg(application)));
        if (filter.Ids is { } ids) Narrowings.Add(Named(ids));
        if (filter.Source is { } source) Column("source", Sql.Arg(source));
        if (filter.Mfa is { } mfa) Column("two_factor_enabled", Sql.Arg(mfa));
        if (filter.State is { } narrow && !SortsByName) Narrowings.Add(new Narrowing(FromIndex($"p.state = {Sql.Arg((int)narrow)}"), Tests[0]));
        if (filter.GroupId is { } group) Narrowings.Add(InGroup(Sql.Arg(group)));
        if (filter.MemberOf is { } place) Narrowings.Add(PutInto(Sql.Arg(place)));
        if (filter.RoleId is not null || filter.NodeId is not null) Narrowings.Add(Holding());
        if (filter.NeverSeen) Time("last_seen_at", IdentitySort.LastSeen, Identity.NeverSeen, Identity.NeverSeen.AddTicks(TimeSpan.TicksPerMicrosecond));
        else Time("last_seen_at", IdentitySort.LastSeen, Later(filter.SeenFrom), filter.SeenBefore);
        Time("created_at", IdentitySort.Created, filter.CreatedFrom, filter.CreatedBefore);
        foreach (var attribute in filter.Attributes) Narrowings.Add(WithValue(attribute));
        if (!string.IsNullOrWhiteSpace(filter.Search)) Narrowings.Add(Found(actor.AccountId, filter.Search.Trim().ToLowerInvariant()));
    }

    public SqlText Sql { get; }

    public string Account => account;

    public List<string> Tests { get; } = [];

    public List<Narrowing> Narrowings { get; } = [];

    /// <summary>From a person's own memberships up to all groups they bring.</summary>
    private string MemberOfAny => $"group_members g {dialect.InnerJoin} group_lineage l ON l.descendant_id = g.group_id";

    private bool SortsByName => sort is IdentitySort.Name or IdentitySort.Status;

    public static PeopleConditions Of(ISqlDialect dialect, Actor actor, IdentityListQuery query, DateTimeOffset now) => new(dialect, actor, query, now);

    /// <summary>By name the index of this column is also in the right order; by anything else it only leads astray.</summary>
    private string Plain(string column) => SortsByName ? column : dialect.Hidden(column);

    private void Column(string name, string value)
    {
        var test = $"{Plain($"i.{name}")} = {value}";
        if (SortsByName) Tests.Add(test);
        else Narrowings.Add(new Narrowing(FromIndex($"p.{name} = {value}"), test));
    }

    /// <summary>"Last seen" in a range means seen: the value for never lies before all others.</summary>
    private DateTimeOffset? Later(DateTimeOffset? from) =>
        from ?? (filter.SeenBefore is null ? null : Identity.NeverSeen.AddTicks(TimeSpan.TicksPerMicrosecond));

    private void Time(string column, IdentitySort own, DateTimeOffset? from, DateTimeOffset? before)
    {
        if (from is null && before is null) return;
        var (low, high) = (from is null ? null : Sql.Arg(from.Value), before is null ? null : Sql.Arg(before.Value));
        if (sort == own) Tests.Add(Range($"i.{column}", low, high));
        else Narrowings.Add(new Narrowing(FromIndex(Range($"p.{column}", low, high)), Range(dialect.Hidden($"i.{column}"), low, high)));
    }

    private static string Range(string column, string? low, string? high, string below = "<") =>
        string.Join(" AND ", new[] { low is null ? null : $"{column} >= {low}", high is null ? null : $"{column} {below} {high}" }.Where(part => part is not null));

    private string FromIndex(string condition) => $"SELECT p.id FROM identities p WHERE p.account_id = {account} AND {condition}";

    /// <summary>Who is asked in but hasn't accepted yet stands among the invitations.</summary>
    private static Narrowing Members(string application) => new(
        $"SELECT m.identity_id AS id FROM app_memberships m WHERE m.application_id = {application}",
        $"EXISTS (SELECT 1 FROM app_memberships m WHERE m.application_id = {application} AND m.identity_id = i.id AND m.state <> {(int)MembershipState.Invited})", IsExact: false);

    private Narrowing Named(IReadOnlyList<Guid> ids)
    {
        var list = ids.Count == 0 ? "NULL" : string.Join(", ", ids.Select(id => Sql.Arg(id)));
        return new Narrowing($"SELECT p.id FROM identities p WHERE p.id IN ({list})", $"i.id IN ({list})");
    }

    private Narrowing InGroup(string group)
    {
        var members = $"g.identity_id AS id FROM group_lineage l {dialect.InnerJoin} group_members g ON g.group_id = l.descendant_id WHERE l.ancestor_id = {group}";
        return new Narrowing(
            $"SELECT DISTINCT {members} AND {Memberships.Counts("g", now)}",
            $"EXISTS (SELECT 1 FROM {MemberOfAny} WHERE g.identity_id = i.id AND {Memberships.Counts("g", now)} AND l.ancestor_id = {group})",
            // Times aren't in the index of a group's members: counting leaves them out.
            Counted: $"SELECT {members}");
    }

    private static Narrowing PutInto(string group) => new(
        $"SELECT g.identity_id AS id FROM group_members g WHERE g.group_id = {group}",
        $"EXISTS (SELECT 1 FROM group_members g WHERE g.group_id = {group} AND g.identity_id = i.id)");

    /// <summary>One assignment that has the role and lies at the node or below it, not archived with it, held directly or by a group.</summary>
    private Narrowing Holding()
    {
        var which = $"a.account_id = {account} AND (a.effective_from IS NULL OR a.effective_from <= {now}) AND (a.effective_to IS NULL OR a.effective_to > {now})";
        which += " AND a.node_id NOT IN (SELECT n.id FROM nodes n WHERE n.is_archived)";
        if (filter.RoleId is { } role) which += $" AND a.role_id = {dialect.Deciding(Sql, role)}";
        if (filter.NodeId is { } node) which += $" AND a.node_id IN (SELECT l.descendant_id FROM node_lineage l WHERE l.ancestor_id = {dialect.Deciding(Sql, node)})";
        var groups = $"SELECT a.group_id FROM assignments a WHERE {which} AND a.group_id IS NOT NULL";
        var direct = $"SELECT a.identity_id AS id FROM assignments a WHERE {which} AND a.identity_id IS NOT NULL";
        var counts = Memberships.Counts("g", now);
        var grouped = $"SELECT g.identity_id FROM group_lineage l {dialect.InnerJoin} group_members g ON g.group_id = l.descendant_id WHERE l.ancestor_id IN ({groups})";
        return new Narrowing(
            $"{direct} UNION {grouped} AND {counts}",
            $"(EXISTS (SELECT 1 FROM assignments a WHERE a.identity_id = i.id AND {which}) OR EXISTS (SELECT 1 FROM {MemberOfAny} WHERE g.identity_id = i.id AND {counts} AND l.ancestor_id IN ({groups})))",
            // Counting may stop early; telling the same person twice apart would take them all first.
            Counted: $"{direct} UNION ALL {grouped}");
    }

    private Narrowing WithValue(AttributeFilter attribute)
    {
        var (low, high) = (attribute.From is null ? null : Sql.Arg(attribute.From), attribute.To is null ? null : Sql.Arg(attribute.To));
        var range = Range("v.comparable", low, high, "<=");
        var which = $"v.definition_id = {Sql.Arg(attribute.DefinitionId)}{(range.Length == 0 ? "" : " AND " + range)}";
        return new Narrowing(
            $"SELECT v.identity_id AS id FROM attribute_values v WHERE {which}",
            $"EXISTS (SELECT 1 FROM attribute_values v WHERE v.identity_id = i.id AND {which})");
    }

    /// <summary>Three characters and more: anywhere in the search text. Fewer: where the name or email begins so.</summary>
    private Narrowing Found(Guid accountId, string term)
    {
        if (term.Length >= ISearchIndex.MinLength)
        {
            var (ids, counted) = dialect.PeopleWith(Sql, accountId, term);
            return new Narrowing(ids, dialect.Contains("i.search_text", Sql.Arg(term)), Counted: counted);
        }

        var (from, to) = (Sql.Arg(term), Sql.Arg(term + char.MaxValue));
        return new Narrowing(
            $"{FromIndex(Range("p.sort_name", from, to))} UNION {FromIndex($"p.state <> {(int)PrincipalState.Deleted} AND {Range("p.normalized_email", from, to)}")}",
            $"(({Range(dialect.Hidden("i.sort_name"), from, to)}) OR ({Range(dialect.Hidden("i.normalized_email"), from, to)}))");
    }
}
