using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;

namespace IdentityDashboard.Features.Invitations;

/// <summary>One person to invite, as typed. Only the email is required.</summary>
/// <param name="ExpiresInDays">1 to 30; null for what the account's settings say.</param>
public sealed record NewInvitation(
    string Email, string FirstName = "", string LastName = "", string? Phone = null, Guid? RoleId = null, Guid? NodeId = null,
    IReadOnlyList<GroupChoice>? Groups = null, string? Note = null, int? ExpiresInDays = null)
{
    /// <summary>Where the account's settings say nothing.</summary>
    public const int UsualDays = 7;

    /// <summary>Custom attributes, by key. Required ones may be missing: the record asks for them at its next edit.</summary>
    public IReadOnlyDictionary<string, string> Traits { get; init; } = NewIdentity.NoTraits;

    /// <summary>Without mail the link goes back to the caller, once.</summary>
    public bool SendEmail { get; init; } = true;

    /// <summary>A single person's form asks for names; a list of addresses doesn't.</summary>
    public bool NamesRequired { get; init; }
}

/// <param name="AcceptUrl">Only when no mail was to be sent.</param>
/// <param name="ExistingIdentityId">The address belongs to somebody of the directory, who will sign in to accept.</param>
public sealed record SentInvitation(Guid Id, string Email, DateTimeOffset ExpiresAt, string? AcceptUrl, Guid? ExistingIdentityId);

public enum AddressStanding
{
    /// <summary>Can be invited.</summary>
    Free,

    /// <summary>Already a member of the application: gets no mail.</summary>
    Member,

    /// <summary>Has a pending invitation.</summary>
    Pending,

    Invalid,
}

/// <summary>What would happen if this address were invited now (U32-U34).</summary>
/// <param name="Suggestion">A likelier domain when this one looks mistyped: "gmail.com" for "gmial.com".</param>
public sealed record AddressCheck(string Typed, AddressStanding Standing, string? Problem, string? Suggestion, Guid? IdentityId, string? IdentityName, Guid? InvitationId);
