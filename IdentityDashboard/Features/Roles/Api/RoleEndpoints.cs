using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Roles.Api;

/// <summary>/roles of the REST API: those of the key's environment.</summary>
internal static class RoleEndpoints
{
    private const string One = "/{id:guid}";
    private static readonly string[] Examples = ["identity.read", "audit.read"];

    public static void MapRoles(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/roles").WithTags("Roles");
        group.MapPost("", CreateAsync).WithName("CreateRole").Produces<RoleJson>(StatusCodes.Status201Created)
            .WithExample(new { name = "Auditor", description = "Reads people and the audit", permissions = Examples });
        group.MapGet("", ListAsync).WithName("ListRoles").Produces<ApiList<RoleJson>>().ListsAndCounts();
        group.MapGet(One, async (Guid id, HttpContext http, RoleRecords records, CancellationToken ct) =>
            (await records.GetAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct)).ToHttp(role => Whole(http, role, StatusCodes.Status200OK))).WithName("GetRole").Produces<RoleJson>();
        group.MapPatch(One, DescribeAsync).WithName("UpdateRole").Produces<RoleJson>().WithExample(new { description = "Reads the audit" });
        group.MapPut($"{One}/permissions", SetAsync).WithName("SetRolePermissions").Produces<RoleJson>().WithExample(new { permissions = Examples });
        group.MapDelete(One, DeleteAsync).WithName("DeleteRole").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> CreateAsync(ApiBody<RoleBody> body, HttpContext http, RoleService roles, RoleRecords records, CancellationToken ct)
    {
        var caller = http.Caller();
        var made = await roles.CreateAsync(caller.Actor, caller.EnvironmentId, body.Value.Name, body.Value.Description, body.Value.Permissions ?? [], ct);
        return made.Error is { } refusal ? refusal.ToHttp() : await AnswerAsync(http, records, made.Value, StatusCodes.Status201Created, ct);
    }

    private static async Task<IResult> ListAsync(HttpContext http, RoleRecords records, PageTokens tokens, CancellationToken ct)
    {
        var (caller, asked) = (http.Caller(), new ApiQuery(http));
        var (take, counts) = (asked.Take, asked.IncludeCount);
        if (asked.Unknown() is { } unknown) return unknown.ToHttp();
        var cursor = tokens.Open(caller, asked.Binding, asked.Token);
        if (cursor.Error is { } forged) return forged.ToHttp();
        var page = await records.ListAsync(caller.Actor, caller.EnvironmentId, cursor.Value, take, ct);
        if (page.Error is { } refusal) return refusal.ToHttp();
        int? count = counts ? (await records.CountAsync(caller.Actor, caller.EnvironmentId, ct)).Roles : null;
        return asked.Answer<RoleJson>(tokens, [.. page.Value.Items.Select(Json)], page.Value.Next, count);
    }

    private static async Task<IResult> DescribeAsync(Guid id, ApiPatch<RolePatch> body, HttpContext http, RoleService roles, RoleRecords records, CancellationToken ct)
    {
        var (was, refusal) = await OpenAsync(http, records, id, ct);
        if (refusal is not null) return refusal.ToHttp();
        var name = body.Named.Contains(RoleErrors.NameField) ? body.Value.Name : was!.Name;
        var description = body.Named.Contains(RoleErrors.DescriptionField) ? body.Value.Description : was!.Description;
        var changed = await roles.DescribeAsync(http.Caller().Actor, id, name, description, ct);
        return changed.Error is { } refused ? refused.ToHttp() : await AnswerAsync(http, records, id, StatusCodes.Status200OK, ct);
    }

    private static async Task<IResult> SetAsync(Guid id, ApiBody<RolePermissionsBody> body, HttpContext http, RolePermissionService permissions, RoleRecords records, CancellationToken ct)
    {
        var (was, refusal) = await OpenAsync(http, records, id, ct);
        if (refusal is not null) return refusal.ToHttp();
        var seen = HasIfMatch(http) ? was!.Permissions.Select(p => p.Id).ToList() : null;
        var set = await permissions.SetNamedAsync(http.Caller().Actor, id, body.Value.Permissions, seen, ct);
        return set.Error is { } refused ? refused.ToHttp() : await AnswerAsync(http, records, id, StatusCodes.Status200OK, ct);
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext http, RoleService roles, RoleRecords records, CancellationToken ct)
    {
        var (_, refusal) = await OpenAsync(http, records, id, ct);
        return refusal is not null ? refusal.ToHttp() : (await roles.DeleteAsync(http.Caller().Actor, id, ct)).ToHttp();
    }

    /// <summary>The role as it stands; If-Match is optional, given it has to be this version.</summary>
    private static async Task<(RoleRecord? Role, Error? Refusal)> OpenAsync(HttpContext http, RoleRecords records, Guid id, CancellationToken ct)
    {
        if (await records.FindAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct) is not { } role) return (null, RoleErrors.NotFound);
        return HasIfMatch(http) && !http.Request.Headers.IfMatch.ToString().Contains(ETag(role), StringComparison.Ordinal) ? (null, ApiErrors.Stale) : (role, null);
    }

    private static bool HasIfMatch(HttpContext http) => http.Request.Headers.IfMatch.ToString() is { Length: > 0 } wanted && wanted != "*";

    private static async Task<IResult> AnswerAsync(HttpContext http, RoleRecords records, Guid id, int status, CancellationToken ct) =>
        await records.FindAsync(http.Caller().Actor, http.Caller().EnvironmentId, id, ct) is { } role ? Whole(http, role, status) : RoleErrors.NotFound.ToHttp();

    private static IResult Whole(HttpContext http, RoleRecord role, int status)
    {
        http.Response.Headers.ETag = ETag(role);
        if (status == StatusCodes.Status201Created) http.Response.Headers.Location = $"{ApiFeature.Root}/roles/{role.Id}";
        return ApiResults.Json(Json(role), status);
    }

    private static string ETag(RoleRecord role) => $"\"{role.Version}\"";

    private static RoleJson Json(RoleRecord role) => new(role.Id, role.Name, role.Description, role.IsBuiltIn, [.. role.Permissions.Select(p => p.Key)]);
}
