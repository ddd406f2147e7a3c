using System.Globalization;
using System.Text.Json.Serialization;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Platform.Api;

/// <param name="ItemCount">Only when asked for by include_count; counted up to a limit.</param>
public sealed record ApiPagination(
    int Take, bool HasNextPage, string? NextPageToken, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? ItemCount = null);

/// <summary>One page of a list, as every list answers.</summary>
public sealed record ApiList<T>(IReadOnlyList<T> Items, ApiPagination Pagination);

/// <summary>The parameters of a list's address, each known by name: what isn't known is refused, not passed over.</summary>
internal sealed class ApiQuery
{
    public const int DefaultTake = 50;
    public const int MostTake = 200;
    private const string TakeName = "take";
    private const string TokenName = "page_token";
    private const string CountName = "include_count";

    private readonly HttpContext _context;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal) { TokenName };

    public ApiQuery(HttpContext context) => _context = context;

    public string? Token => Text(TokenName);

    public int Take => Text(TakeName) is not { } text ? DefaultTake
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var take) && take is >= 1 and <= MostTake ? take
        : throw new ApiRefusalException(ApiErrors.BadQuery(TakeName, $"a number from 1 to {MostTake}"));

    public bool IncludeCount => Flag(CountName);

    /// <summary>What a page token of this list is good for: the list and its filters.</summary>
    public string Binding => _context.Request.Path + string.Concat(_context.Request.Query.Where(q => q.Key is not (TakeName or TokenName or CountName))
        .OrderBy(q => q.Key, StringComparer.Ordinal).Select(q => $"&{q.Key}={q.Value}"));

    /// <summary>Null when it isn't given or empty.</summary>
    public string? Text(string name)
    {
        _known.Add(name);
        var values = _context.Request.Query[name];
        if (values.Count > 1) throw new ApiRefusalException(ApiErrors.BadQuery(name, "one value"));
        // PostgreSQL has no text with such a character.
        if (values.Count == 1 && values[0]?.Contains('\0', StringComparison.Ordinal) == true) throw new ApiRefusalException(ApiErrors.BadQuery(name, "text without NUL"));
        return values.Count == 0 || string.IsNullOrWhiteSpace(values[0]) ? null : values[0]!.Trim();
    }

    public Guid? Id(string name) => Text(name) is not { } text ? null : Guid.TryParse(text, out var id) ? id : throw new ApiRefusalException(ApiErrors.BadQuery(name, "an id"));

    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw new ApiRefusalException(ApiErrors.BadQuery(name, "true or false")),
    };

    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw new ApiRefusalException(ApiErrors.BadQuery(name, "a time like 2026-01-31T09:30:00Z"));

    /// <param name="values">By the names the API knows them by.</param>
    public T? OneOf<T>(string name, IReadOnlyDictionary<string, T> values) where T : struct => Text(name) is not { } text ? null
        : values.TryGetValue(text, out var value) ? value : throw new ApiRefusalException(ApiErrors.BadQuery(name, string.Join(", ", values.Keys.Order(StringComparer.Ordinal))));

    /// <summary>Call after all known parameters are read.</summary>
    public Error? Unknown() => _context.Request.Query.Keys.FirstOrDefault(k => !_known.Contains(k)) is { } name ? ApiErrors.UnknownQuery(name) : null;

    /// <summary>A page with its tokens, and the Link header that leads on.</summary>
    public IResult Answer<T>(PageTokens tokens, IReadOnlyList<T> items, string? next, int? count = null)
    {
        var token = LeadOn(tokens, next);
        return ApiResults.Json(new ApiList<T>(items, new ApiPagination(Take, token is not null, token, count)));
    }

    /// <summary>Says in the Link header where the next page begins.</summary>
    /// <returns>Its token; null for no further page.</returns>
    public string? LeadOn(PageTokens tokens, string? next)
    {
        var token = tokens.Seal(_context.Caller(), Binding, next);
        if (token is not null)
        {
            var others = string.Concat(_context.Request.Query.Where(q => q.Key != TokenName).Select(q => $"&{Uri.EscapeDataString(q.Key)}={Uri.EscapeDataString(q.Value.ToString())}"));
            _context.Response.Headers.Link = $"<{_context.Request.Path}?{TokenName}={Uri.EscapeDataString(token)}{others}>; rel=\"next\"";
        }

        return token;
    }
}
