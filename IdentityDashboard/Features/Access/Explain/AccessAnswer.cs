namespace IdentityDashboard.Features.Access.Explain;

/// <summary>One assignment that holds now and the way it reaches somebody.</summary>
/// <param name="ViaGroup">The name of the group that has it, or null for one of their own.</param>
/// <param name="IsInherited">Given at a node above the one asked about.</param>
/// <param name="Permissions">The keys in the role.</param>
/// <param name="From">Its beginning, if it was given one.</param>
public sealed record AccessWay(
    Guid AssignmentId, RoleAtNode Grant, Guid? GroupId, string? ViaGroup, bool IsInherited, IReadOnlyList<string> Permissions,
    string GrantedBy, DateTimeOffset CreatedAt, DateTimeOffset? From, DateTimeOffset? Until)
{
    /// <summary>The groups from the one the person was put into up to the one that has the role; empty for one of their own, or when nobody was asked about.</summary>
    public IReadOnlyList<GroupStep> Chain { get; init; } = [];

    /// <summary>When the person's membership of the first of them ends by itself.</summary>
    public DateTimeOffset? MemberUntil { get; init; }

    /// <summary>When the person loses it by itself.</summary>
    public DateTimeOffset? Ends => AccessQueries.Earlier(Until, MemberUntil);

    /// <returns>"Retail leads, in EMEA staff"; null for one of their own.</returns>
    public string? Via => GroupStep.Line(Chain) ?? ViaGroup;
}

/// <summary>Why somebody has nothing of what was asked about, the nearest reason first.</summary>
public enum DenialReason
{
    /// <summary>Only the active may do anything.</summary>
    NotActive,

    /// <summary>It has ended.</summary>
    Ended,

    /// <summary>It is yet to begin.</summary>
    NotYet,

    /// <summary>They have it at another node, not above this one.</summary>
    Elsewhere,

    /// <summary>They were never given it.</summary>
    Never,
}

/// <param name="Nearest">What comes closest: what ended last, begins next or holds elsewhere.</param>
/// <param name="At">When it ended or will begin.</param>
public sealed record AccessDenial(DenialReason Reason, RoleAtNode? Nearest = null, DateTimeOffset? At = null);

/// <summary>Whether somebody has access, and why or why not.</summary>
/// <param name="Denial">Null exactly when there is a way.</param>
public sealed record AccessAnswer(IReadOnlyList<AccessWay> Ways, AccessDenial? Denial)
{
    public bool IsAllowed => Ways.Count > 0;
}
