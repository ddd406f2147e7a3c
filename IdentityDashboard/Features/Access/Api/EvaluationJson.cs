using System.Text.Json.Serialization;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Platform.Api;

namespace IdentityDashboard.Features.Access.Api;

/// <summary>How far a permission is asked for.</summary>
public enum EvaluationScope
{
    /// <summary>At one node.</summary>
    Node,

    /// <summary>Everywhere in the environment: at its root.</summary>
    AppWide,
}

/// <summary>May somebody use a permission?</summary>
/// <param name="Permission">A key of the environment's catalogue, such as invoice.read.</param>
/// <param name="NodeId">Required with the scope node, refused with app_wide.</param>
public sealed record EvaluationBody(Guid? IdentityId, string? Permission, EvaluationScope? Scope, Guid? NodeId);

/// <param name="Questions">At most 200.</param>
public sealed record EvaluationBatchBody(IReadOnlyList<EvaluationBody>? Questions);

/// <summary>An assignment that grants what was asked for.</summary>
/// <param name="NodeId">Where it was given: the node asked about or one above it.</param>
/// <param name="GroupId">The group that has it; null for the person's own.</param>
public sealed record GrantingRoleJson(Guid Id, string Name, Guid NodeId, Guid AssignmentId, Guid? GroupId);

/// <summary>The answer to a question about access.</summary>
/// <param name="EffectiveNodeId">Where it was decided: the node asked about, or the root.</param>
/// <param name="DenialReason">Null when allowed.</param>
public sealed record EvaluationJson(
    bool Allowed, string? Permission, EvaluationScope? ScopeEvaluated, Guid? EffectiveNodeId, IReadOnlyList<GrantingRoleJson> GrantingRoles, DenialReason? DenialReason)
{
    /// <summary>Only among several answers: why this question has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ApiProblem? Error { get; init; }
}

/// <param name="Results">In the order asked.</param>
public sealed record EvaluationBatchJson(IReadOnlyList<EvaluationJson> Results);
