using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;

namespace IdentityDashboard.Features.AccessRequests.Api;

/// <summary>/access-requests of the REST API: reading alone, since people ask for themselves and the approvers a flow names decide.</summary>
internal static class AccessRequestEndpoints
{
    private static readonly Dictionary<string, RequestState> States = new(StringComparer.Ordinal)
    {
        ["pending"] = RequestState.Pending, ["approved"] = RequestState.Approved, ["refused"] = RequestState.Refused, ["cancelled"] = RequestState.Cancelled, ["ended"] = RequestState.Ended,
    };

    public static void MapAccessRequests(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/access-requests").WithTags("Access requests");
        group.MapGet("", ListAsync).WithName("ListAccessRequests").Produces<ApiList<AccessRequestJson>>().Lists(new ApiParameter("state", "pending, approved, refused, cancelled or ended.", "pending"));
        group.MapGet("/{id:guid}", async (Guid id, HttpContext http, RequestList list, CancellationToken ct) =>
            (await list.GetAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct)).ToHttp(row => ApiResults.Json(Json(row)))).WithName("GetAccessRequest").Produces<AccessRequestJson>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, RequestList list, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var (state, take) = (asked.OneOf("state", States), asked.Take);
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        var page = await list.ListAsync(caller.Actor, caller.EnvironmentId, state, cursor.Value, take, ct);
        return page.ToHttp(found => asked.Answer<AccessRequestJson>(tokens, [.. found.Items.Select(Json)], found.Next));
    }

    private static AccessRequestJson Json(RequestRow row)
    {
        var r = row.Request;
        return new AccessRequestJson(
            r.Id, r.State, new RequestPartyJson(r.RequesterId, row.Requester), new RequestPartyJson(r.FlowId, row.FlowName), r.RoleId, row.Grant.RoleName, r.NodeId, row.Grant.NodePath,
            r.Hours, r.GrantedHours, r.Reason, r.IsExtension, r.CreatedAt, r.DecidedAt, r.DecidedById is { } by ? new RequestPartyJson(by, r.DecidedByName ?? "") : null, r.Note, r.AssignmentId);
    }
}
