using System.Text.Json;
using System.Text.Json.Serialization;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Identities.Api;

/// <summary>A person, as the REST API answers.</summary>
/// <param name="Traits">Custom attributes by key.</param>
/// <param name="Metadata">What programs keep with the record; an empty object for nothing.</param>
/// <param name="GroupIds">Groups the person was put into, not those that other groups bring.</param>
public sealed record IdentityJson(
    Guid Id, string Email, string FirstName, string LastName, string FullName, string? Phone, PrincipalState State, string Source, string? ExternalId, bool EmailVerified,
    bool MustChangePassword, bool MfaEnrolled, string SchemaId, IReadOnlyDictionary<string, JsonElement> Traits, JsonElement Metadata, IReadOnlyList<Guid> GroupIds, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public const string DefaultSchema = "default";

    /// <summary>The role given in the same call.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AssignmentJson? Assignment { get; init; }

    /// <summary>What was done beside what was asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WarningJson>? Warnings { get; init; }

    /// <summary>Changes with every change of the record.</summary>
    [JsonIgnore]
    public string ETag { get; init; } = "";
}

/// <summary>A role at a node that somebody was given.</summary>
public sealed record AssignmentJson(Guid Id, Guid RoleId, Guid NodeId, Guid IdentityId);

/// <summary>Something a caller should know though the call succeeded.</summary>
public sealed record WarningJson(string Code, string Message);
