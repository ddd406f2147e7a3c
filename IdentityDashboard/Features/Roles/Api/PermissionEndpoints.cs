using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;

namespace IdentityDashboard.Features.Roles.Api;

/// <summary>/permissions of the REST API: the catalogue of the key's environment.</summary>
internal static class PermissionEndpoints
{
    public static void MapPermissions(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/permissions").WithTags("Permissions");
        group.MapPost("", CreateAsync).WithName("CreatePermission").Produces<PermissionJson>(StatusCodes.Status201Created).WithExample(new { key = "invoice.read", description = "Read invoices" });
        group.MapGet("", ListAsync).WithName("ListPermissions").Produces<ApiList<PermissionJson>>().ListsAndCounts();
        group.MapGet("/{id:guid}", async (Guid id, HttpContext http, RoleRecords records, CancellationToken ct) =>
            (await records.PermissionAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct)).ToHttp(p => ApiResults.Json(Json(p)))).WithName("GetPermission").Produces<PermissionJson>();
        group.MapDelete("/{id:guid}", async (Guid id, HttpContext http, PermissionService permissions, CancellationToken ct) =>
            (await permissions.DeleteAsync(http.Caller().Actor, id, ct)).ToHttp()).WithName("DeletePermission").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateAsync(ApiBody<PermissionBody> body, HttpContext http, PermissionService permissions, RoleRecords records, CancellationToken ct)
    {
        var caller = http.Caller();
        var made = await permissions.CreateAsync(caller.Actor, caller.EnvironmentId, body.Value.Key, body.Value.Description, ct);
        if (made.Error is { } refusal) return refusal.ToHttp();
        var permission = await records.NamedAsync(caller.Actor, caller.EnvironmentId, made.Value.Created[0], ct);
        http.Response.Headers.Location = $"{ApiFeature.Root}/permissions/{permission.Id}";
        return ApiResults.Json(Json(permission), StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext http, RoleRecords records, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var (take, counts) = (asked.Take, asked.IncludeCount);
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        var page = await records.CatalogueAsync(caller.Actor, caller.EnvironmentId, cursor.Value, take, ct);
        if (page.Error is { } refusal) return refusal.ToHttp();
        int? count = counts ? (await records.CountAsync(caller.Actor, caller.EnvironmentId, ct)).Permissions : null;
        return asked.Answer<PermissionJson>(tokens, [.. page.Value.Items.Select(Json)], page.Value.Next, count);
    }

    private static PermissionJson Json(PermissionRecord permission)
    {
        var key = PermissionKey.Of(permission.Key);
        return new PermissionJson(permission.Id, permission.Key, key.Resource, key.Action, permission.Description, permission.IsBuiltIn);
    }
}
