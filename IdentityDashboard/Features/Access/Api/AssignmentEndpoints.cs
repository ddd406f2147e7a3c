using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;

namespace IdentityDashboard.Features.Access.Api;

/// <summary>/assignments of the REST API: those of the key's environment.</summary>
internal static class AssignmentEndpoints
{
    public static void MapAssignments(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/assignments").WithTags("Assignments");
        group.MapPost("", CreateAsync).WithName("CreateAssignment").Produces<RoleAssignmentJson>(StatusCodes.Status201Created)
            .WithExample(new { role_id = Guid.Empty, node_id = Guid.Empty, identity_id = Guid.Empty });
        group.MapPost("/bulk-create", CreateManyAsync).WithName("BulkCreateAssignments")
            .Produces<BulkAnswer<RoleAssignmentJson>>().Produces<BulkAnswer<RoleAssignmentJson>>(StatusCodes.Status207MultiStatus)
            .WithExample(new { assignments = new object[] { new { role_id = Guid.Empty, node_id = Guid.Empty, identity_id = Guid.Empty }, new { role_id = Guid.Empty, node_id = Guid.Empty, group_id = Guid.Empty } } });
        group.MapGet("", ListAsync).WithName("ListAssignments").Produces<ApiList<RoleAssignmentJson>>().ListsAndCounts(
            new("identity_id", "What this person was given, not what groups bring.", ""), new("group_id", "What this group was given.", ""),
            new("role_id", "Assignments of this role.", ""), new("node_id", "Given at this node itself.", ""));
        group.MapGet("/{id:guid}", async (Guid id, HttpContext http, AssignmentList list, CancellationToken ct) =>
            (await list.GetAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct)).ToHttp(row => ApiResults.Json(AssignmentCreation.Json(row)))).WithName("GetAssignment").Produces<RoleAssignmentJson>();
        group.MapDelete("/{id:guid}", async (Guid id, HttpContext http, AssignmentService assignments, CancellationToken ct) =>
            (await assignments.RemoveAsync(http.Caller().Actor, id, ct)).ToHttp()).WithName("DeleteAssignment").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateAsync(ApiBody<AssignmentBody> body, HttpContext http, AssignmentCreation creation, CancellationToken ct) =>
        (await creation.CreateAsync(http.Caller(), [body.Value], ct))[0].ToHttp(made =>
        {
            http.Response.Headers.Location = $"{ApiFeature.Root}/assignments/{made.Id}";
            return ApiResults.Json(made, StatusCodes.Status201Created);
        });

    private static async Task<IResult> CreateManyAsync(ApiBody<AssignmentBulkBody> body, HttpContext http, AssignmentCreation creation, CancellationToken ct) =>
        ApiBulk.Refusal(body.Value.Assignments, "assignments") is { } refusal ? refusal.ToHttp() : ApiBulk.Answer(await creation.CreateAsync(http.Caller(), body.Value.Assignments!, ct));

    private static async Task<IResult> ListAsync(HttpContext http, AssignmentList list, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var filter = new AssignmentFilter(asked.Id("identity_id"), asked.Id("group_id"), asked.Id("role_id"), asked.Id("node_id"));
        var (take, counts) = (asked.Take, asked.IncludeCount);
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        var page = await list.ListAsync(caller.Actor, caller.EnvironmentId, filter, cursor.Value, take, ct);
        if (page.Error is { } refusal) return refusal.ToHttp();
        int? count = counts ? (await list.CountAsync(caller.Actor, caller.EnvironmentId, filter, ct)).Value : null;
        return asked.Answer<RoleAssignmentJson>(tokens, [.. page.Value.Items.Select(AssignmentCreation.Json)], page.Value.Next, count);
    }
}
