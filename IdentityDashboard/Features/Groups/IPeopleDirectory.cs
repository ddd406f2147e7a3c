using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Groups;

/// <summary>A person to choose or show.</summary>
public sealed record PersonChoice(Guid Id, string Name, string Email, PrincipalState State);

/// <summary>What groups need to know about people; the feature Identities answers it.</summary>
internal interface IPeopleDirectory
{
    /// <summary>People of the account by a part of name or email; without text, the first by name.</summary>
    Task<IReadOnlyList<PersonChoice>> SearchAsync(Actor actor, string text, int take, CancellationToken ct);

    /// <summary>Who is in a group, by name, a page at a time; none for those who may not see people.</summary>
    Task<Page<PersonChoice>> MembersAsync(Actor actor, Guid groupId, string? text, string? cursor, int take, CancellationToken ct);

    Task<IReadOnlyList<PersonChoice>> FindAsync(Actor actor, IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>Those of these addresses that belong to somebody; the others are left out.</summary>
    Task<IReadOnlyDictionary<string, PersonChoice>> FindByEmailAsync(Actor actor, IReadOnlyCollection<string> normalizedEmails, CancellationToken ct);
}
