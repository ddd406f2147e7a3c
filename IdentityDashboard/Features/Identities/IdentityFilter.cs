using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Identities;

/// <summary>Which people: everything given must hold. Empty means everybody who isn't deleted.</summary>
public sealed record IdentityFilter
{
    public static readonly IdentityFilter None = new();

    /// <summary>Only these; null for no such limit. A few hundred at most.</summary>
    public IReadOnlyList<Guid>? Ids { get; init; }

    /// <summary>A part of name, email or a searchable attribute.</summary>
    public string? Search { get; init; }

    /// <summary>Null for everybody but the deleted; <see cref="PrincipalState.Deleted"/> is for Owners.</summary>
    public PrincipalState? State { get; init; }

    public string? Source { get; init; }

    /// <summary>Is in this group now, directly or by a group inside it.</summary>
    public Guid? GroupId { get; init; }

    /// <summary>Was put into this group itself, also for later or until before now.</summary>
    public Guid? MemberOf { get; init; }

    /// <summary>Holds this role now, directly or through a group.</summary>
    public Guid? RoleId { get; init; }

    /// <summary>Holds a role now at this node or below it, directly or through a group.</summary>
    public Guid? NodeId { get; init; }

    /// <summary>Whether a second factor is enrolled.</summary>
    public bool? Mfa { get; init; }

    /// <summary>Never signed in. Not together with the two times below.</summary>
    public bool NeverSeen { get; init; }

    public DateTimeOffset? SeenFrom { get; init; }

    /// <summary>Last seen before this; people never seen don't count.</summary>
    public DateTimeOffset? SeenBefore { get; init; }

    public DateTimeOffset? CreatedFrom { get; init; }

    public DateTimeOffset? CreatedBefore { get; init; }

    public IReadOnlyList<AttributeFilter> Attributes { get; init; } = [];

    public bool IsEmpty => this == None || (this with { Attributes = None.Attributes } == None && Attributes.Count == 0);
}

/// <summary>A condition on a custom attribute, in the form of <c>AttributeValue.Comparable</c>; both bounds are included.</summary>
/// <param name="From">Null: no lower bound. Equal to <paramref name="To"/>: exactly this value. Both null: any value at all.</param>
public sealed record AttributeFilter(Guid DefinitionId, string? From, string? To);
