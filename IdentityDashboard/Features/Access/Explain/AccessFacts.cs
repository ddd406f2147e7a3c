using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>An assignment on its way to somebody, while both it and the membership that brings it count.</summary>
/// <param name="Holds">Now, as <see cref="HeldNow"/> says.</param>
internal sealed record KnownWay(GrantingRole Role, DateTimeOffset? From, DateTimeOffset? Until, bool Holds)
{
    public bool IsPossible => From is null || Until is null || From < Until;
}

/// <summary>What questions about access are decided by, once it has been read.</summary>
internal sealed class AccessFacts(Guid root, DateTimeOffset now)
{
    private static readonly Error PersonGone = CommonErrors.NotFound("person");

    /// <summary>The people who are there.</summary>
    public required IReadOnlyDictionary<Guid, PrincipalState> States { get; init; }

    public required IReadOnlySet<Guid> OnHold { get; init; }

    /// <summary>Those of the keys asked for that there are.</summary>
    public required IReadOnlySet<string> Catalogue { get; init; }

    /// <summary>The nodes that are there, each with all above it, itself included.</summary>
    public required ILookup<Guid, Guid> Above { get; init; }

    public required IReadOnlySet<(Guid Role, string Key)> Granted { get; init; }

    public required ILookup<Guid, KnownWay> Ways { get; init; }

    public Result<AccessVerdict> Decide(AccessQuestion question)
    {
        if (!States.TryGetValue(question.IdentityId, out var state)) return PersonGone;
        if (!Catalogue.Contains(question.Permission)) return AccessErrors.PermissionUnknown(question.Permission);
        var node = question.NodeId ?? root;
        if (!Above.Contains(node)) return AccessErrors.NodeAbsent;
        if (state != PrincipalState.Active) return new AccessVerdict(node, [], DenialReason.NotActive);
        if (OnHold.Contains(question.IdentityId)) return new AccessVerdict(node, [], DenialReason.OnHold);
        var having = Ways[question.IdentityId].Where(w => Granted.Contains((w.Role.RoleId, question.Permission))).ToList();
        var reaching = having.Where(w => Above[node].Contains(w.Role.NodeId)).ToList();
        var roles = reaching.Where(w => w.Holds).Select(w => w.Role).DistinctBy(r => r.AssignmentId).ToList();
        return new AccessVerdict(node, roles, roles.Count > 0 ? null : WhyNot(having, reaching));
    }

    private DenialReason WhyNot(List<KnownWay> having, List<KnownWay> reaching)
    {
        if (reaching.Exists(w => w.IsPossible && w.From > now)) return DenialReason.NotYet;
        if (reaching.Exists(w => w.IsPossible && w.Until <= now)) return DenialReason.Ended;
        return having.Exists(w => w.Holds) ? DenialReason.Elsewhere : DenialReason.Never;
    }
}
