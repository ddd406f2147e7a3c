using IdentityDashboard.Features.Access;

namespace IdentityDashboard.Features.Groups;

/// <summary>A group somebody is in, as they see it themselves.</summary>
/// <param name="Through">The group that brings them in; null when they were put into it.</param>
/// <param name="Until">When that ends; null for without an end.</param>
public sealed record OwnGroup(string Name, string? Through, DateTimeOffset? Until);

/// <summary>A group somebody is in, for their page.</summary>
/// <param name="Window">Of the membership, when they were put into the group itself; null when they are in it by another group.</param>
/// <param name="Through">The groups that bring them in ("Retail leads, in EMEA staff"); null when they were put into it.</param>
public sealed record PersonGroup(GroupRow Group, MembershipWindow? Window, string? Through)
{
    public Guid Id => Group.Id;

    public string Name => Group.Name;

    public string Source => Group.Source;

    public int Members => Group.Members;

    public IReadOnlyList<RoleAtNode> Roles => Group.Roles;

    public bool IsDirect => Window is not null;
}
