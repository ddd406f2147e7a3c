using System.Text.Json;

namespace IdentityDashboard.Features.Identities;

/// <summary>A change of a record as programs make it: what is null stays, an empty text clears what may be empty.</summary>
public sealed record IdentityAmendment
{
    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>Instead of the two: split at its first space.</summary>
    public string? FullName { get; init; }

    public string? Phone { get; init; }

    public string? ExternalId { get; init; }

    /// <summary>Null with a new <see cref="Email"/>: the address begins unverified.</summary>
    public bool? EmailVerified { get; init; }

    public bool? MustChangePassword { get; init; }

    public bool? RequireMfaEnrolment { get; init; }

    /// <summary>As <see cref="IdentityEdit.Traits"/>.</summary>
    public IReadOnlyDictionary<string, string> Traits { get; init; } = NewIdentity.NoTraits;

    /// <summary>All attributes not among <see cref="Traits"/> are cleared.</summary>
    public bool ClearsTraits { get; init; }

    /// <summary>A merge-patch (RFC 7396) of the metadata; JSON's null clears it.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>The <see cref="IdentityDetail.Version"/> it was made for; null for whatever stands.</summary>
    public string? Version { get; init; }
}
