using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Identities.Api;

/// <summary>/identities of the REST API.</summary>
internal static class IdentityEndpoints
{
    private static readonly Dictionary<string, PrincipalState> States = new(StringComparer.Ordinal)
    {
        ["active"] = PrincipalState.Active, ["suspended"] = PrincipalState.Suspended, ["deactivated"] = PrincipalState.Deactivated,
    };

    private static readonly object Example = new
    {
        email = "dana.reed@example.com", first_name = "Dana", last_name = "Reed", phone = "+15550100", external_id = "emp-1042", email_verified = true,
    };

    public static void MapIdentities(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/identities").WithTags("Identities");
        group.MapPost("", CreateAsync).WithName("CreateIdentity").Produces<IdentityJson>(StatusCodes.Status201Created).WithExample(Example);
        group.MapPost("/bulk-create", CreateManyAsync).WithName("BulkCreateIdentities").Produces<BulkAnswer<IdentityJson>>().Produces<BulkAnswer<IdentityJson>>(StatusCodes.Status207MultiStatus).WithExample(new { identities = new[] { Example } });
        group.MapGet("", ListAsync).WithName("ListIdentities").Produces<ApiList<IdentityJson>>().ListsAndCounts(
            new("search", "Part of a name, an address or a searchable attribute.", "dana"), new("state", "active, suspended or deactivated.", "active"), new("source", "Where they came from: local, invited ...", "local"),
            new("group_id", "Who is in this group.", ""), new("role_id", "Who holds this role.", ""), new("node_id", "Who holds a role at this node.", ""));
        group.MapGet("/{id:guid}", GetAsync).WithName("GetIdentity").Produces<IdentityJson>();
        group.MapPatch("/{id:guid}", PatchAsync).WithName("UpdateIdentity").Produces<IdentityJson>().WithExample(new { phone = "+15550100", metadata = new { cost_centre = "4100" } });
        group.MapDelete("/{id:guid}", async (Guid id, HttpContext http, IdentityLifecycle lifecycle, IdentityDetails details, CancellationToken ct) =>
            (await MatchedAsync(id, http, details, ct)).Error is { } refusal ? refusal.ToHttp() : (await lifecycle.DeleteAsync(http.Caller().Actor, id, ct)).ToHttp()).WithName("DeleteIdentity").Produces(StatusCodes.Status204NoContent);
        group.MapPost("/{id:guid}/restore", RestoreAsync).WithName("RestoreIdentity").Produces<IdentityJson>();
        MapState(group, "suspend", (lifecycle, actor, id, ct) => lifecycle.SuspendAsync(actor, id, ct));
        MapState(group, "activate", (lifecycle, actor, id, ct) => lifecycle.ActivateAsync(actor, id, ct));
        MapState(group, "deactivate", (lifecycle, actor, id, ct) => lifecycle.DeactivateAsync(actor, id, ct));
    }

    private static async Task<IResult> CreateAsync(ApiBody<IdentityBody> body, HttpContext http, IdentityCreation creation, CancellationToken ct) =>
        (await creation.CreateAsync(http.Caller(), [body.Value], ct))[0].ToHttp(made => Whole(http, made, StatusCodes.Status201Created));

    private static async Task<IResult> CreateManyAsync(ApiBody<IdentityBulkBody> body, HttpContext http, IdentityCreation creation, CancellationToken ct) =>
        ApiBulk.Refusal(body.Value.Identities, "identities") is { } refusal ? refusal.ToHttp() : ApiBulk.Answer(await creation.CreateAsync(http.Caller(), body.Value.Identities!, ct));

    private static async Task<IResult> ListAsync(HttpContext http, IdentityQueries queries, IdentityRecords records, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var filter = new IdentityFilter
        {
            Search = asked.Text("search"), State = asked.OneOf("state", States), Source = asked.Text("source"), GroupId = asked.Id("group_id"), RoleId = asked.Id("role_id"), NodeId = asked.Id("node_id"),
        };
        var (take, counts) = (asked.Take, asked.IncludeCount);
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        var query = new IdentityListQuery(caller.ApplicationId, caller.EnvironmentId, filter, Cursor: cursor.Value, Take: take);
        var page = await queries.ListAsync(caller.Actor, query, ct);
        if (page.Error is { } refusal) return refusal.ToHttp();
        var counted = counts ? await queries.CountAsync(caller.Actor, query, ct) : null;
        return asked.Answer(tokens, await records.ReadAsync(caller.Actor, [.. page.Value.Items.Select(i => i.Id)], ct), page.Value.Next, counted?.Value.Count.Value);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, IdentityDetails details, IdentityRecords records, CancellationToken ct)
    {
        var found = await details.GetAsync(http.Caller().Actor, id, ct);
        return found.Error is { } refusal ? refusal.ToHttp() : Whole(http, (await records.ReadAsync(http.Caller().Actor, [id], ct))[0], StatusCodes.Status200OK);
    }

    private static async Task<IResult> PatchAsync(Guid id, ApiPatch<IdentityPatch> patch, HttpContext http, IdentityPatching patching, IdentityDetails details, IdentityRecords records, CancellationToken ct)
    {
        var matched = await MatchedAsync(id, http, details, ct);
        if (matched.Error is { } refused) return refused.ToHttp();
        var changed = await patching.ChangeAsync(http.Caller().Actor, id, patch, matched.Value.Version, ct);
        return changed.Error is { } refusal ? refusal.ToHttp() : await GetAsync(id, http, details, records, ct);
    }

    /// <summary>Somebody deleted has no version to match: who isn't deleted any more is a conflict.</summary>
    private static async Task<IResult> RestoreAsync(Guid id, HttpContext http, IdentityRestore restore, IdentityDetails details, IdentityRecords records, CancellationToken ct)
    {
        if (!await details.KnowsAsync(http.Caller().Actor, id, ct)) return IdentityErrors.NotFound.ToHttp();
        var restored = await restore.RestoreAsync(http.Caller().Actor, id, ct);
        return restored.Error is { } refusal ? refusal.ToHttp() : await GetAsync(id, http, details, records, ct);
    }

    private static void MapState(RouteGroupBuilder group, string verb, Func<IdentityLifecycle, Actor, Guid, CancellationToken, Task<Result>> change) =>
        group.MapPost($"/{{id:guid}}/{verb}", async (Guid id, HttpContext http, IdentityLifecycle lifecycle, IdentityDetails details, IdentityRecords records, CancellationToken ct) =>
        {
            if ((await MatchedAsync(id, http, details, ct)).Error is { } refused) return refused.ToHttp();
            var changed = await change(lifecycle, http.Caller().Actor, id, ct);
            return changed.Error is { } refusal ? refusal.ToHttp() : await GetAsync(id, http, details, records, ct);
        }).WithName($"{char.ToUpperInvariant(verb[0])}{verb[1..]}Identity").Produces<IdentityJson>();

    private static IResult Whole(HttpContext http, IdentityJson record, int status)
    {
        http.Response.Headers.ETag = record.ETag;
        if (status == StatusCodes.Status201Created) http.Response.Headers.Location = $"{ApiFeature.Root}/identities/{record.Id}";
        return ApiResults.Json(record, status);
    }

    /// <summary>Who isn't seen isn't there. If-Match is optional; given, it has to be the version that stands.</summary>
    private static async Task<Result<Match>> MatchedAsync(Guid id, HttpContext http, IdentityDetails details, CancellationToken ct)
    {
        var found = await details.GetAsync(http.Caller().Actor, id, ct);
        if (found.Error is { } refusal) return refusal;
        if (http.Request.Headers.IfMatch.ToString() is not { Length: > 0 } wanted || wanted == "*") return new Match(null);
        return wanted.Contains($"\"{found.Value.Version}\"", StringComparison.Ordinal) ? new Match(found.Value.Version) : ApiErrors.Stale;
    }

    /// <param name="Version">That the caller wants to change; null for whatever stands.</param>
    private sealed record Match(string? Version);
}
