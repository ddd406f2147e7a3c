using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Bulk;

/// <summary>The kinds of change there are. The rules belong to the features; this names them and pairs each with its inverse.</summary>
internal sealed class BulkKinds
{
    private readonly Dictionary<string, BulkKind> _kinds;

    public BulkKinds(IdentityStateBatch states, GroupMembersBatch groups, AssignmentBatch assignments, AssignmentMatrix matrix, InvitationBatch invitations)
    {
        BulkKind[] all =
        [
            State(states, BulkKind.Suspend, StateChange.Suspend, BulkKind.Activate, StateChange.Activate),
            State(states, BulkKind.Activate, StateChange.Activate, BulkKind.Suspend, StateChange.Suspend),
            State(states, BulkKind.Delete, StateChange.Delete, BulkKind.Restore, StateChange.Restore),
            State(states, BulkKind.Restore, StateChange.Restore, BulkKind.Delete, StateChange.Delete),
            new(BulkKind.AddToGroups, BulkKind.RemoveFromGroups, [ChangeTopic.Groups, ChangeTopic.Access],
                (b, ct) => groups.CheckAsync(b.Db, b.Actor, b.Parameters.Groups, add: true, b.Targets, addedBefore: null, ct),
                (b, ct) => groups.AddAsync(b.Db, b.Actor, b.Parameters.Groups, b.Targets, ct)),
            new(BulkKind.RemoveFromGroups, BulkKind.AddToGroups, [ChangeTopic.Groups, ChangeTopic.Access],
                (b, ct) => groups.CheckAsync(b.Db, b.Actor, b.Parameters.Groups, add: false, b.Targets, b.TakesBack?.To, ct),
                (b, ct) => groups.RemoveAsync(b.Db, b.Actor, b.Parameters.Groups, b.Targets, b.TakesBack?.To, ct)),
            new(BulkKind.Assign, BulkKind.Unassign, [ChangeTopic.Access, ChangeTopic.Identities],
                (b, ct) => Several(b) is { } all ? matrix.CheckAddAsync(b.Db, b.Actor, all, b.Targets, ct) : assignments.CheckAddAsync(b.Db, b.Actor, Grant(b), b.Targets, ct),
                (b, ct) => Several(b) is { } all ? matrix.AddAsync(b.Db, b.Actor, all, b.Targets, ct) : assignments.AddAsync(b.Db, b.Actor, Grant(b), b.Targets, ct)),
            new(BulkKind.Unassign, null, [ChangeTopic.Access, ChangeTopic.Identities],
                (b, ct) => Several(b) is { } all ? matrix.CheckRemoveAsync(b.Db, b.Actor, all, b.Targets, Given(b), ct) : assignments.CheckRemoveAsync(b.Db, b.Actor, Grant(b), b.Targets, ct),
                (b, ct) => Several(b) is { } all ? matrix.RemoveAsync(b.Db, b.Actor, all, b.Targets, Given(b), ct) : assignments.RemoveAsync(b.Db, b.Actor, Grant(b), b.Targets, ct)),
            new(BulkKind.ResendInvitations, null, [ChangeTopic.Invitations, ChangeTopic.Mail],
                (b, ct) => invitations.CheckAsync(b.Db, b.Actor, b.Targets, ct), (b, ct) => invitations.ResendAsync(b.Db, b.Actor, b.Targets, ct)),
            new(BulkKind.RevokeInvitations, null, [ChangeTopic.Invitations],
                (b, ct) => invitations.CheckAsync(b.Db, b.Actor, b.Targets, ct), (b, ct) => invitations.RevokeAsync(b.Db, b.Actor, b.Targets, ct)),
        ];
        _kinds = all.ToDictionary(k => k.Name, StringComparer.Ordinal);
    }

    public BulkKind this[string name] => _kinds[name];

    public bool Knows(string name) => _kinds.ContainsKey(name);

    /// <summary>The kind that this one takes back.</summary>
    public string UndoneBy(string inverse) => _kinds.Values.First(k => k.Inverse == inverse).Name;

    /// <param name="undone">The change that this one takes back, when it takes one back.</param>
    private static BulkKind State(IdentityStateBatch states, string name, StateChange change, string inverse, StateChange undone) =>
        new(name, inverse, [ChangeTopic.Identities, ChangeTopic.Access],
            (b, ct) => states.CheckAsync(b.Db, b.Actor, change, b.Targets, Expected(b.TakesBack, undone), ct),
            (b, ct) => states.ApplyAsync(b.Db, b.Actor, change, b.Targets, Expected(b.TakesBack, undone), ct));

    private static Func<StateEntry, bool>? Expected(BulkOrigin? origin, StateChange undone)
    {
        if (origin is null) return null;
        if (origin.Sequences is { } sequences) return entry => sequences.Contains(entry.Sequence);
        var action = StateHistory.ActionOf(undone);
        return entry => entry.Action == action && entry.ActorId == origin.ActorId && entry.At >= origin.From && entry.At <= origin.To;
    }

    /// <summary>Null when it is one role at one node.</summary>
    private static MatrixGrant? Several(BulkBatch batch) => batch.Parameters is { Places.Count: > 0 } p ? new(batch.EnvironmentId ?? Guid.Empty, p.Places, p.From, p.Until) : null;

    private static GivenBetween Given(BulkBatch batch) => new(batch.TakesBack?.From ?? DateTimeOffset.MinValue, batch.TakesBack?.To ?? DateTimeOffset.MaxValue);

    private static BatchGrant Grant(BulkBatch batch) =>
        new(batch.EnvironmentId ?? Guid.Empty, batch.Parameters.RoleId ?? Guid.Empty, batch.Parameters.NodeId ?? Guid.Empty, batch.Parameters.Until);
}
