namespace IdentityDashboard.Features.Groups.Api;

/// <summary>A group, as the REST API answers.</summary>
/// <param name="MemberCount">People who are in it now, not counting those in groups inside it.</param>
public sealed record GroupJson(Guid Id, string Name, string Source, int MemberCount, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>A group in a list.</summary>
public sealed record GroupItemJson(Guid Id, string Name, string Source, int MemberCount, DateTimeOffset UpdatedAt);

/// <summary>Somebody who was put into a group.</summary>
/// <param name="EffectiveFrom">Null: from the beginning.</param>
/// <param name="EffectiveTo">Null: no end.</param>
public sealed record MemberJson(Guid Id, string FullName, string Email, DateTimeOffset? EffectiveFrom, DateTimeOffset? EffectiveTo);

/// <param name="Name">Unique in the account.</param>
public sealed record GroupBody(string? Name, IReadOnlyList<Guid>? IdentityIds);

public sealed record GroupPatch(string? Name);

/// <param name="IdentityIds">At most 200.</param>
/// <param name="EffectiveFrom">Null: at once.</param>
/// <param name="EffectiveTo">Null: no end.</param>
public sealed record MembersBody(IReadOnlyList<Guid>? IdentityIds, DateTimeOffset? EffectiveFrom, DateTimeOffset? EffectiveTo);
