using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Access.Api;

/// <summary>Gives roles for an API key, in its environment, by the rules every door obeys.</summary>
internal sealed class AssignmentCreation(AssignmentGrants grants, AssignmentList list)
{
    private static readonly Error TwoSubjects = Error.Field("validation_failed", 422, "group_id", "Send identity_id or group_id, not both.");

    /// <summary>One result per row, in the order given.</summary>
    public async Task<IReadOnlyList<Result<RoleAssignmentJson>>> CreateAsync(ApiCaller caller, IReadOnlyList<AssignmentBody> rows, CancellationToken ct)
    {
        var open = rows.Where(r => !NamesTwo(r)).Select(r => New(caller, r)).ToList();
        var given = new Queue<Result<Guid>>(open.Count == 0 ? [] : await grants.GiveAsync(caller.Actor, caller.EnvironmentId, open, ct));
        var results = rows.Select(r => NamesTwo(r) ? TwoSubjects : given.Dequeue()).ToList();
        var read = (await list.ReadAsync([.. results.Where(r => r.Succeeded).Select(r => r.Value)], ct)).ToDictionary(r => r.Id);
        return results.ConvertAll(r => r.Error is { } error ? (Result<RoleAssignmentJson>)Absent(error) : Json(read[r.Value]));
    }

    public static RoleAssignmentJson Json(AssignmentRow row) => new(
        row.Id, row.RoleId, row.RoleName, row.NodeId, new SubjectJson(row.Subject.Kind == AuditTarget.Group ? "group" : "identity", row.Subject.Id, row.Subject.Name),
        row.From, row.Until, row.Reason, row.GrantedBy, row.CreatedAt);

    private static bool NamesTwo(AssignmentBody row) => row is { IdentityId: not null, GroupId: not null };

    private static NewAssignment New(ApiCaller caller, AssignmentBody row) =>
        new(caller.EnvironmentId, row.IdentityId is { } person ? Subject.Person(person) : row.GroupId is { } group ? Subject.Group(group) : null, row.RoleId, row.NodeId, row.EffectiveFrom, row.EffectiveTo);

    /// <summary>A form's list may have grown old; a program that names a role or node which isn't there asks for what doesn't exist (A37).</summary>
    private static Error Absent(Error error) => error == AccessErrors.RoleGone || error == AccessErrors.NodeGone ? error with { Status = StatusCodes.Status404NotFound } : error;
}
