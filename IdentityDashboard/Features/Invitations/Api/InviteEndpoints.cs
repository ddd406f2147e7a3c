using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Invitations.Api;

/// <summary>/identity-invites of the REST API: those of the key's environment.</summary>
internal static class InviteEndpoints
{
    private static readonly Dictionary<string, InvitationStatus> Statuses = Enum.GetValues<InvitationStatus>().ToDictionary(s => s.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly object Example = new { email = "sam.cole@example.com", first_name = "Sam", last_name = "Cole", note = "Welcome to the team.", expires_in_days = 14, send_email = true };

    public static void MapInvites(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/identity-invites").WithTags("Invitations");
        group.MapPost("", CreateAsync).WithName("CreateInvite").Produces<InviteJson>(StatusCodes.Status201Created).WithExample(Example);
        group.MapPost("/bulk-create", CreateManyAsync).WithName("BulkCreateInvites").Produces<BulkAnswer<InviteJson>>().Produces<BulkAnswer<InviteJson>>(StatusCodes.Status207MultiStatus)
            .WithExample(new { invites = new[] { Example } });
        group.MapGet("", ListAsync).WithName("ListInvites").Produces<ApiList<InviteJson>>().ListsAndCounts(
            new("search", "Part of an address or a name.", "sam"), new("status", "pending, accepted, expired or revoked.", "pending"));
        group.MapGet("/{id:guid}", (Guid id, HttpContext http, InvitationPages pages, CancellationToken ct) => AnswerAsync(id, http, pages, StatusCodes.Status200OK, ct))
            .WithName("GetInvite").Produces<InviteJson>();
        group.MapPost("/{id:guid}/resend", ResendAsync).WithName("ResendInvite").Produces<InviteJson>(StatusCodes.Status202Accepted);
        group.MapDelete("/{id:guid}", RevokeAsync).WithName("RevokeInvite").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateAsync(ApiBody<InviteBody> body, HttpContext http, InviteCreation creation, CancellationToken ct) =>
        (await creation.CreateAsync(http.Caller(), [body.Value], ct))[0].ToHttp(made =>
        {
            http.Response.Headers.Location = $"{ApiFeature.Root}/identity-invites/{made.Id}";
            return ApiResults.Json(made, StatusCodes.Status201Created);
        });

    private static async Task<IResult> CreateManyAsync(ApiBody<InviteBulkBody> body, HttpContext http, InviteCreation creation, CancellationToken ct) =>
        ApiBulk.Refusal(body.Value.Invites, "invites") is { } refusal ? refusal.ToHttp() : ApiBulk.Answer(await creation.CreateAsync(http.Caller(), body.Value.Invites!, ct));

    private static async Task<IResult> ListAsync(HttpContext http, InvitationPages pages, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var (search, status, take, counts) = (asked.Text("search"), asked.OneOf("status", Statuses), asked.Take, asked.IncludeCount);
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        var query = new InvitationListQuery(caller.EnvironmentId, search, status, cursor.Value, take);
        var page = await pages.ListAsync(caller.Actor, query, ct);
        if (page.Error is { } refusal) return refusal.ToHttp();
        int? count = counts ? await pages.CountAsync(caller.Actor, query, ct) : null;
        return asked.Answer<InviteJson>(tokens, [.. page.Value.Items.Select(Told)], page.Value.Next, count);
    }

    private static async Task<IResult> ResendAsync(Guid id, HttpContext http, InvitationPages pages, InvitationLifecycle lifecycle, CancellationToken ct) =>
        await ChangedAsync(id, http, pages, lifecycle.ResendAsync, ct) is { } refusal ? refusal.ToHttp() : await AnswerAsync(id, http, pages, StatusCodes.Status202Accepted, ct);

    private static async Task<IResult> RevokeAsync(Guid id, HttpContext http, InvitationPages pages, InvitationLifecycle lifecycle, CancellationToken ct) =>
        new Result(await ChangedAsync(id, http, pages, lifecycle.RevokeAsync, ct)).ToHttp();

    /// <summary>What isn't seen isn't there, whatever the key may do.</summary>
    private static async Task<Error?> ChangedAsync(Guid id, HttpContext http, InvitationPages pages, Func<Actor, Guid, CancellationToken, Task<Result>> change, CancellationToken ct)
    {
        var caller = http.Caller();
        return (await pages.GetAsync(caller.Actor, caller.EnvironmentId, id, ct)).Error ?? (await change(caller.Actor, id, ct)).Error;
    }

    private static async Task<IResult> AnswerAsync(Guid id, HttpContext http, InvitationPages pages, int status, CancellationToken ct) =>
        (await pages.GetAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct)).ToHttp(found => ApiResults.Json(Told(found), status));

    private static InviteJson Told(InvitationItem item) => new(item.Id, item.Email, item.Status, item.ExpiresAt);
}
