using System.Text.Json;

namespace IdentityDashboard.Features.Identities.Api;

/// <summary>A person to write, as the REST API takes it. What is missing or null is told by the service, field by field.</summary>
/// <param name="FullName">Instead of first and last name: split at its last space.</param>
/// <param name="Traits">Custom attributes by key: text, number, true or false.</param>
/// <param name="SchemaId">Only "default" exists.</param>
public sealed record IdentityBody(
    string? Email, string? FirstName, string? LastName, string? FullName, string? Password, string? Phone, string? ExternalId, bool? EmailVerified, bool? MustChangePassword,
    IReadOnlyList<Guid>? GroupIds, IReadOnlyDictionary<string, JsonElement>? Traits, string? SchemaId, Guid? RoleId, Guid? NodeId);

/// <param name="Identities">At most 200.</param>
public sealed record IdentityBulkBody(IReadOnlyList<IdentityBody>? Identities);
