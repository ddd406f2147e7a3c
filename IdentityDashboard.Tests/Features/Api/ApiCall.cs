using System.Text.Json;
using System.Text.RegularExpressions;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>A call as the OpenAPI document has it.</summary>
internal sealed partial record ApiCall(string Name, string Method, string Path, JsonElement Operation)
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];

    public JsonElement? Body => Operation.TryGetProperty("requestBody", out var body) ? body : null;

    /// <summary>Whether its address takes a parameter of this name.</summary>
    public bool Reads(string parameter) => Operation.TryGetProperty("parameters", out var all) && all.EnumerateArray().Any(p => p.GetProperty("name").GetString() == parameter);

    public static IReadOnlyList<ApiCall> Of(JsonElement document) => [.. document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()
        .Where(o => Methods.Contains(o.Name)).Select(o => new ApiCall(o.Value.GetProperty("operationId").GetString()!, o.Name.ToUpperInvariant(), path.Name, o.Value)))];

    /// <summary>Its address with ids, one for each place in order; the last one for all that follow.</summary>
    public string PathWith(params Guid[] ids)
    {
        var place = 0;
        return Places().Replace(Path, _ => ids[Math.Min(place++, ids.Length - 1)].ToString());
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Places();
}
