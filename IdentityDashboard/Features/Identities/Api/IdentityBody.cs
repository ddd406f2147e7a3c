using System.Text.Json;

namespace IdentityDashboard.Features.Identities.Api;

/// <summary>A person to write, as the REST API takes it. What is missing or null is told by the service, field by field.</summary>
/// <param name="FullName">Instead of first and last name: the first word is the first name.</param>
/// <param name="Traits">Custom attributes by key: text, number, true or false.</param>
/// <param name="RequireMfaEnrolment">They enrol a second factor before anything else.</param>
/// <param name="SchemaId">Only "default" exists.</param>
/// <param name="Metadata">An object of at most 16 KB, for the caller's own use: it isn't searched, and the person never sees it.</param>
public sealed record IdentityBody(
    string? Email, string? FirstName, string? LastName, string? FullName, string? Password, string? Phone, string? ExternalId, bool? EmailVerified, bool? MustChangePassword,
    bool? RequireMfaEnrolment, IReadOnlyList<Guid>? GroupIds, IReadOnlyDictionary<string, JsonElement>? Traits, string? SchemaId, JsonElement? Metadata, Guid? RoleId, Guid? NodeId);

/// <param name="Identities">At most 200.</param>
public sealed record IdentityBulkBody(IReadOnlyList<IdentityBody>? Identities);
