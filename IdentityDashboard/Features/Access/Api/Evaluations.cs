using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Access.Api;

/// <summary>Asks for an API key whether people may, in its environment.</summary>
internal sealed class Evaluations(AccessEvaluator evaluator)
{
    private const string NodeField = "node_id";

    /// <summary>One result per question, in the order asked; a refusal of all for a key that may not ask.</summary>
    public async Task<Result<IReadOnlyList<Result<EvaluationJson>>>> AskAsync(ApiCaller caller, IReadOnlyList<EvaluationBody> questions, CancellationToken ct)
    {
        var refused = questions.Select(Refusal).ToList();
        var open = questions.Where((_, i) => refused[i] is null).Select(q => new AccessQuestion(q.IdentityId!.Value, q.Permission!, q.NodeId)).ToList();
        var decided = await evaluator.EvaluateAsync(caller.Actor, caller.EnvironmentId, open, ct);
        if (decided.Error is { } refusal) return refusal;
        var verdicts = new Queue<Result<AccessVerdict>>(decided.Value);
        return Result<IReadOnlyList<Result<EvaluationJson>>>.Of([.. questions.Select((q, i) => refused[i] is { } error ? error : Json(q, verdicts.Dequeue()))]);
    }

    /// <summary>An answer among several: who couldn't be asked about isn't allowed either.</summary>
    public static EvaluationJson Among(EvaluationBody question, Result<EvaluationJson> result) => result.Error is { } error
        ? new EvaluationJson(Allowed: false, question.Permission, question.Scope, null, [], null) { Error = ApiProblem.Of(error) } : result.Value;

    private static Result<EvaluationJson> Json(EvaluationBody question, Result<AccessVerdict> verdict) => verdict.Error is { } error ? error
        : new EvaluationJson(verdict.Value.IsAllowed, question.Permission, question.Scope, verdict.Value.NodeId,
            [.. verdict.Value.Roles.Select(r => new GrantingRoleJson(r.RoleId, r.RoleName, r.NodeId, r.AssignmentId, r.GroupId))], verdict.Value.Denial);

    private static Error? Refusal(EvaluationBody question)
    {
        var found = new FieldErrors();
        if (question.IdentityId is null) found.Add(AccessErrors.PersonField, "Say who is asked about.");
        if (string.IsNullOrWhiteSpace(question.Permission)) found.Add("permission", "Say which permission is asked for.");
        if (question.Scope is null) found.Add("scope", "Send node or app_wide.");
        if (question is { Scope: EvaluationScope.Node, NodeId: null }) found.Add(NodeField, "Say which node is asked about, or ask for app_wide.");
        if (question is { Scope: EvaluationScope.AppWide, NodeId: not null }) found.Add(NodeField, "app_wide takes no node: it is decided at the root.");
        return found.Any ? found.ToError() : null;
    }
}
