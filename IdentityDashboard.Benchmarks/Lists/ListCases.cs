using System.Data.Common;
using System.Globalization;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Benchmarks.Lists;

/// <summary>A list to read: its first page, and how deep else.</summary>
/// <param name="Depths">Shares of the matches to begin a page after; 1 stands for the last page.</param>
internal sealed record ListCase(string Name, IdentityListQuery Query, params IReadOnlyList<double> Depths)
{
    public bool IsSearch => Query.Filter.Search is not null;
}

/// <summary>The lists that are measured, with groups, roles, nodes and terms of the sizes wanted, looked up in the data.</summary>
internal sealed class ListCases(RawDatabase database, Guid accountId, Guid applicationId, Guid environmentId, Guid smallApplication, Guid smallEnvironment, int people, DateTimeOffset now)
{
    private static readonly double[] Deep = [0.5, 1];

    public async Task<IReadOnlyList<ListCase>> AllAsync()
    {
        List<ListCase> all =
        [
            New("name", IdentityFilter.None, IdentitySort.Name, false, 0.1, 0.5, 0.9, 1),
            New("name, Z to A", IdentityFilter.None, IdentitySort.Name, true, Deep),
            New("email", IdentityFilter.None, IdentitySort.Email, false, Deep),
            New("status", IdentityFilter.None, IdentitySort.Status, false, Deep),
            New("last seen, latest first", IdentityFilter.None, IdentitySort.LastSeen, true, Deep),
            New("created, newest first", IdentityFilter.None, IdentitySort.Created, true, Deep),
            new("whole directory", new IdentityListQuery(null, null, IdentityFilter.None), Deep),
            new("small application (500)", new IdentityListQuery(smallApplication, smallEnvironment, IdentityFilter.None), Deep),
            New("state suspended", new() { State = PrincipalState.Suspended }),
            New("state deactivated", new() { State = PrincipalState.Deactivated }),
            New("state suspended, last seen first", new() { State = PrincipalState.Suspended }, IdentitySort.LastSeen, true, Deep),
            New("source Okta", new() { Source = "Okta" }),
            New("MFA yes", new() { Mfa = true }),
            New("MFA no", new() { Mfa = false }),
            New("never seen", new() { NeverSeen = true }),
            New("seen in the last 30 days", new() { SeenFrom = now.AddDays(-30) }),
            New("last seen over 300 days ago", new() { SeenBefore = now.AddDays(-300) }),
            New("created in the last 30 days", new() { CreatedFrom = now.AddDays(-30) }),
            New("created over 3 years ago", new() { CreatedBefore = now.AddDays(-3 * 365) }),
        ];
        all.AddRange(await GroupsAsync());
        all.AddRange(await AccessAsync());
        all.AddRange(await AttributesAsync());
        all.AddRange(await SearchesAsync(all));
        return all;
    }

    private ListCase New(string name, IdentityFilter filter, IdentitySort sort = IdentitySort.Name, bool descending = false, params double[] depths) =>
        new(name, new IdentityListQuery(applicationId, environmentId, filter, sort, descending), depths.Length == 0 ? Deep : depths);

    private async Task<IEnumerable<ListCase>> GroupsAsync()
    {
        var sizes = await database.ReadAsync("SELECT group_id, count(*) FROM group_members GROUP BY group_id ORDER BY 2 DESC", [], r => (Id: r.GetGuid(0), Size: r.GetInt64(1)));
        var picked = new[] { ("large", sizes[0]), ("medium", sizes[Math.Min(sizes.Count - 1, sizes.Count / 80)]), ("small", sizes[^1]) };
        return picked.Select(p => New($"group, {p.Item1} ({Number(p.Item2.Size)})", new() { GroupId = p.Item2.Id }))
            .Append(New($"group, large, MFA no, suspended", new() { GroupId = sizes[0].Id, Mfa = false, State = PrincipalState.Suspended }));
    }

    private async Task<IEnumerable<ListCase>> AccessAsync()
    {
        var roles = await database.ReadAsync(
            "SELECT a.role_id, r.name, count(*) FROM assignments a JOIN roles r ON r.id = a.role_id WHERE a.environment_id = @p0 AND r.name <> 'Admin' GROUP BY a.role_id, r.name ORDER BY 3 DESC", [environmentId],
            r => (Id: r.GetGuid(0), Name: r.GetString(1)));
        var nodes = await database.ReadAsync(
            "SELECT n.id, n.name, (SELECT count(*) FROM node_lineage l WHERE l.ancestor_id = n.id) FROM nodes n WHERE n.environment_id = @p0 AND n.parent_id IS NOT NULL ORDER BY 3 DESC", [environmentId],
            r => (Id: r.GetGuid(0), Name: r.GetString(1)));
        return
        [
            New($"role {roles[0].Name} (commonest)", new() { RoleId = roles[0].Id }),
            New($"role {roles[^1].Name} (rarest)", new() { RoleId = roles[^1].Id }),
            New($"node {nodes[0].Name} (a region)", new() { NodeId = nodes[0].Id }),
            New($"node {nodes[^1].Name} (a leaf)", new() { NodeId = nodes[^1].Id }),
            New($"role {roles[0].Name} at {nodes[0].Name}", new() { RoleId = roles[0].Id, NodeId = nodes[0].Id }),
        ];
    }

    private async Task<IEnumerable<ListCase>> AttributesAsync()
    {
        var known = (await database.ReadAsync("SELECT key, id FROM attribute_definitions WHERE account_id = @p0", [accountId], r => (Key: r.GetString(0), Id: r.GetGuid(1)))).ToDictionary(d => d.Key, d => d.Id, StringComparer.Ordinal);
        return
        [
            New("attribute contract = Contractor", With("contract", "contractor", "contractor")),
            New("attribute start date in the last 60 days", With("start_date", now.AddDays(-60).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null)),
            New("attribute employee number = HG-100005", With("employee_number", "hg-100005", "hg-100005")),
            New("attribute works remotely, any value", With("works_remotely", null, null)),
        ];

        IdentityFilter With(string key, string? from, string? to) => new() { Attributes = [new AttributeFilter(known[key], from, to)] };
    }

    private async Task<IEnumerable<ListCase>> SearchesAsync(List<ListCase> before)
    {
        var (rareName, rareEmail, middle, common) = (await RareAsync(email: false), await RareAsync(email: true), await TermAsync(["zylberberg", "quist", "wolken", "thistle", "umbridge", "xanthop", "rosenk"], people / 200), await TermAsync(["son", "ander", "mar", "an"], people / 8));
        var large = before.First(c => c.Name.StartsWith("group, large (", StringComparison.Ordinal)).Query.Filter;
        return
        [
            New(await SaidAsync("rare name", rareName), new() { Search = rareName }),
            New(await SaidAsync("rare email", rareEmail), new() { Search = rareEmail }),
            New(await SaidAsync("middling name", middle), new() { Search = middle }),
            New(await SaidAsync("common name", common), new() { Search = common }),
            New(await SaidAsync("common email", "nordic.ex"), new() { Search = "nordic.ex" }),
            New(await SaidAsync("nobody", "qqxzqq"), new() { Search = "qqxzqq" }),
            New($"search “{common}”, last seen first", new() { Search = common }, IdentitySort.LastSeen, true, Deep),
            New($"search “{common}”, suspended", new() { Search = common, State = PrincipalState.Suspended }),
            New($"search “{common}”, MFA no, large group", large with { Search = common, Mfa = false }),
            New($"search “{middle}”, MFA yes", new() { Search = middle, Mfa = true }),
            New($"search “{rareName}”, MFA yes", new() { Search = rareName, Mfa = true }),
            new($"search “{common}” in the small application", new IdentityListQuery(smallApplication, smallEnvironment, new() { Search = common }), Deep),
        ];
    }

    private async Task<string> SaidAsync(string kind, string term) => $"search “{term}” ({kind}, {Number(await MatchesAsync(term))})";

    /// <summary>Where the end of a first name meets the beginning of a last one, so that fewer than 20 have both.</summary>
    private async Task<string> RareAsync(bool email)
    {
        var somebody = await database.ReadAsync("SELECT first_name, last_name, normalized_email FROM identities WHERE account_id = @p0 ORDER BY id DESC LIMIT 3000", [accountId],
            r => (First: r.GetString(0).ToLowerInvariant(), Last: r.GetString(1).ToLowerInvariant(), Email: r.GetString(2)));
        foreach (var (first, last, address) in somebody.Where(p => p is { First.Length: > 6, Last.Length: > 8 }))
        {
            var dot = address.IndexOf('.', StringComparison.Ordinal);
            if (dot < 4 || address.Length < dot + 8) continue;
            var term = email ? address[(dot - 4)..(dot + 7)] : $"{first[^4..]} {last[..6]}";
            if (await MatchesAsync(term) is > 0 and < 20) return term;
        }

        throw new InvalidOperationException("No rare term was found.");
    }

    private async Task<string> TermAsync(IReadOnlyList<string> terms, int wanted)
    {
        var counted = new List<(string Term, long Matches)>();
        foreach (var term in terms) counted.Add((term, await MatchesAsync(term)));
        return counted.MinBy(c => Math.Abs(c.Matches - wanted)).Term;
    }

    private Task<long> MatchesAsync(string term)
    {
        var (sql, arg) = database.Search(term, "@p0", "@p1");
        return database.NumberAsync($"SELECT count(*) FROM ({sql}) f", accountId, arg);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
