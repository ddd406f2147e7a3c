using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Groups.Api;

/// <summary>/groups of the REST API. Groups belong to the account, whichever environment a key is of.</summary>
internal static class GroupEndpoints
{
    private const string Members = "/{id:guid}/members";

    public static void MapGroups(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/groups").WithTags("Groups");
        group.MapPost("", CreateAsync).WithName("CreateGroup").Produces<GroupJson>(StatusCodes.Status201Created).WithExample(new { name = "Retail leads" });
        group.MapGet("", ListAsync).WithName("ListGroups").Produces<ApiList<GroupItemJson>>().ListsAndCounts(new("search", "Part of the name.", "retail"), new("source", "Where it came from: local ...", "local"));
        group.MapGet("/{id:guid}", GetAsync).WithName("GetGroup").Produces<GroupJson>();
        group.MapPatch("/{id:guid}", RenameAsync).WithName("RenameGroup").Produces<GroupJson>().WithExample(new { name = "Retail leads EMEA" });
        group.MapDelete("/{id:guid}", async (Guid id, HttpContext http, GroupService groups, CancellationToken ct) => (await groups.DeleteAsync(http.Caller().Actor, id, ct)).ToHttp())
            .WithName("DeleteGroup").Produces(StatusCodes.Status204NoContent);
        group.MapGet(Members, ListMembersAsync).WithName("ListGroupMembers").Produces<ApiList<MemberJson>>().Lists(new ApiParameter("search", "Part of a name or an address.", "dana"));
        group.MapPost(Members, AddMembersAsync).WithName("AddGroupMembers").Produces(StatusCodes.Status204NoContent).WithExample(new { identity_ids = new[] { Guid.Empty } });
        group.MapDelete($"{Members}/{{identityId:guid}}", async (Guid id, Guid identityId, HttpContext http, GroupService groups, CancellationToken ct) =>
            (await groups.RemoveMemberAsync(http.Caller().Actor, id, identityId, ct)).ToHttp()).WithName("RemoveGroupMember").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateAsync(ApiBody<GroupBody> body, HttpContext http, GroupService groups, GroupQueries queries, CancellationToken ct)
    {
        var made = await groups.CreateAsync(http.Caller().Actor, body.Value.Name ?? "", [.. (body.Value.IdentityIds ?? []).Distinct()], ct);
        return made.Error is { } refusal ? refusal.ToHttp() : await AnswerAsync(http, queries, made.Value.Id, StatusCodes.Status201Created, ct);
    }

    private static async Task<IResult> ListAsync(HttpContext http, GroupQueries queries, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var (search, source, take, counts) = (asked.Text("search"), asked.Text("source"), asked.Take, asked.IncludeCount);
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        var query = new GroupListQuery(search, Cursor: cursor.Value, Take: take, Source: source);
        var page = await queries.ListAsync(caller.Actor, query, ct);
        if (page.Error is { } refusal) return refusal.ToHttp();
        int? count = counts ? await queries.CountAsync(caller.Actor, query, ct) : null;
        return asked.Answer<GroupItemJson>(tokens, [.. page.Value.Items.Select(g => new GroupItemJson(g.Id, g.Name, g.Source, g.Members, g.UpdatedAt))], page.Value.Next, count);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext http, GroupQueries queries, CancellationToken ct) => AnswerAsync(http, queries, id, StatusCodes.Status200OK, ct);

    private static async Task<IResult> RenameAsync(Guid id, ApiPatch<GroupPatch> body, HttpContext http, GroupService groups, GroupQueries queries, CancellationToken ct)
    {
        var renamed = await groups.RenameAsync(http.Caller().Actor, id, body.Value.Name ?? "", ct);
        return renamed.Error is { } refusal ? refusal.ToHttp() : await AnswerAsync(http, queries, id, StatusCodes.Status200OK, ct);
    }

    private static async Task<IResult> ListMembersAsync(Guid id, HttpContext http, GroupQueries queries, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var (search, take) = (asked.Text("search"), asked.Take);
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        var found = await queries.GetAsync(caller.Actor, id, ct);
        if (found.Error is { } refusal) return refusal.ToHttp();
        var page = await queries.MembersAsync(caller.Actor, id, search, cursor.Value, take, ct);
        return asked.Answer<MemberJson>(tokens, [.. page.Items.Select(m => new MemberJson(m.Person.Id, m.Person.Name, m.Person.Email, m.Window.From, m.Window.Until))], page.Next);
    }

    private static async Task<IResult> AddMembersAsync(Guid id, ApiBody<MembersBody> body, HttpContext http, GroupService groups, CancellationToken ct)
    {
        if (ApiBulk.Refusal(body.Value.IdentityIds?.Cast<object>().ToList(), "identity_ids") is { } refusal) return refusal.ToHttp();
        var window = new MembershipWindow(body.Value.EffectiveFrom, body.Value.EffectiveTo);
        return (await groups.AddMembersAsync(http.Caller().Actor, id, [.. body.Value.IdentityIds!.Distinct()], window, ct)).ToHttp();
    }

    private static async Task<IResult> AnswerAsync(HttpContext http, GroupQueries queries, Guid id, int status, CancellationToken ct) =>
        (await queries.GetAsync(http.Caller().Actor, id, ct)).ToHttp(found =>
        {
            if (status == StatusCodes.Status201Created) http.Response.Headers.Location = $"{ApiFeature.Root}/groups/{id}";
            return ApiResults.Json(new GroupJson(found.Id, found.Name, found.Source, found.Members, found.CreatedAt, found.UpdatedAt), status);
        });
}
