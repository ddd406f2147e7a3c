using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.WebUtilities;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>Where in the hierarchy somebody is, as it stands in the URL; what can't be read counts as not given.</summary>
/// <param name="Node">The node the panel shows; null for the root.</param>
public sealed record HierarchyPlace(string? Search = null, Guid? Node = null, bool Archived = false)
{
    private const int MaxSearch = 200;

    public static HierarchyPlace Read(string uri)
    {
        var query = QueryHelpers.ParseQuery(new Uri(uri).Query);
        var search = One("q")?.Trim();
        return new HierarchyPlace(
            string.IsNullOrEmpty(search) ? null : search[..Math.Min(search.Length, MaxSearch)],
            Guid.TryParse(One("node"), out var node) ? node : null, One("archived") == "1");

        string? One(string key) => query.TryGetValue(key, out var values) ? values.FirstOrDefault() : null;
    }

    public string Href()
    {
        var query = new QueryBuilder();
        if (Search is not null) query.Add("q", Search);
        if (Node is { } node) query.Add("node", node.ToString());
        if (Archived) query.Add("archived", "1");
        return $"/access/hierarchy{query.ToQueryString()}";
    }
}
