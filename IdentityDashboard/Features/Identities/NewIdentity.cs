using System.Text.Json;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;

namespace IdentityDashboard.Features.Identities;

/// <summary>
/// Where a direct create lands. With an environment: a member of its application, roles allowed. Without: the
/// account's directory only, the application optional (S25-S27).
/// </summary>
public sealed record CreateScope(Guid? ApplicationId, Guid? EnvironmentId)
{
    public static CreateScope Directory(Guid? applicationId = null) => new(applicationId, null);
}

/// <summary>One person to write, as typed. Only email and names are required.</summary>
public sealed record NewIdentity(string Email, string FirstName, string LastName)
{
    public string? Phone { get; init; }
    public string? Password { get; init; }

    /// <summary>What another system calls them; at most 255 characters.</summary>
    public string? ExternalId { get; init; }

    /// <summary>As the password hasher reads it: made by it before the transaction began, or brought from another system in the form it is stored in.</summary>
    internal string? PasswordHash { get; init; }
    public bool EmailVerified { get; init; }
    public bool MustChangePassword { get; init; }
    public bool RequireMfaEnrolment { get; init; }

    /// <summary>See <see cref="IdentityMetadata"/>.</summary>
    public JsonElement? Metadata { get; init; }
    public Guid? RoleId { get; init; }
    public Guid? NodeId { get; init; }
    public IReadOnlyList<GroupChoice> Groups { get; init; } = [];

    /// <summary>When they are off-boarded again; null when that isn't planned.</summary>
    public DateTimeOffset? Ends { get; init; }

    /// <summary>Custom attributes, by key.</summary>
    public IReadOnlyDictionary<string, string> Traits { get; init; } = NoTraits;

    /// <summary>
    /// They come by an invitation: attributes that don't fit any more are left out, and required ones don't stop them.
    /// </summary>
    internal bool IsInvited { get; init; }

    internal static readonly IReadOnlyDictionary<string, string> NoTraits = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <param name="Assigned">The role given in the same transaction, if any.</param>
/// <param name="RevokedInvitation">A pending invitation for the address was withdrawn, since the person is here now.</param>
public sealed record CreatedIdentity(Guid Id, string FullName, string Email, RoleAtNode? Assigned, bool RevokedInvitation)
{
    /// <summary>Of <see cref="Assigned"/>.</summary>
    public Guid? AssignmentId { get; init; }

    /// <summary>All that was written, so that nobody needs to read it again.</summary>
    internal NewRecord? Record { get; init; }
}

/// <param name="Traits">In the order of the definitions.</param>
internal sealed record NewRecord(Identity Person, IReadOnlyList<Guid> GroupIds, IReadOnlyList<CheckedValue> Traits);
