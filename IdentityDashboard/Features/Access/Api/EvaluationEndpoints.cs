using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Api.Document;

namespace IdentityDashboard.Features.Access.Api;

/// <summary>/permissions/evaluate of the REST API.</summary>
internal static class EvaluationEndpoints
{
    public static void MapEvaluations(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/permissions/evaluate").WithTags("Permissions");
        group.MapPost("", EvaluateAsync).WithName("EvaluatePermission").Produces<EvaluationJson>()
            .WithExample(new { identity_id = Guid.Empty, permission = "identity.read", scope = "app_wide" });
        group.MapPost("/batch", EvaluateManyAsync).WithName("EvaluatePermissions").Produces<EvaluationBatchJson>()
            .WithExample(new { questions = new object[] { new { identity_id = Guid.Empty, permission = "identity.read", scope = "node", node_id = Guid.Empty }, new { identity_id = Guid.Empty, permission = "audit.read", scope = "app_wide" } } });
    }

    private static async Task<IResult> EvaluateAsync(ApiBody<EvaluationBody> body, HttpContext http, Evaluations evaluations, CancellationToken ct)
    {
        var asked = await evaluations.AskAsync(http.Caller(), [body.Value], ct);
        return asked.Error is { } refusal ? refusal.ToHttp() : asked.Value[0].ToHttp(answer => ApiResults.Json(answer));
    }

    private static async Task<IResult> EvaluateManyAsync(ApiBody<EvaluationBatchBody> body, HttpContext http, Evaluations evaluations, CancellationToken ct)
    {
        if (ApiBulk.Refusal(body.Value.Questions, "questions") is { } many) return many.ToHttp();
        return (await evaluations.AskAsync(http.Caller(), body.Value.Questions!, ct)).ToHttp(results => ApiResults.Json(
            new EvaluationBatchJson([.. results.Select((r, i) => Evaluations.Among(body.Value.Questions![i], r))])));
    }
}
