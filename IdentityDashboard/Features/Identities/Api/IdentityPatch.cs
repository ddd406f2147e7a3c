using System.Text.Json;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Identities.Api;

/// <summary>What changes of a person, as a merge-patch: what is left out stays as it is; null clears phone, external_id, traits and metadata.</summary>
/// <param name="Email">Another address begins unverified unless email_verified says otherwise, and ends links sent to the old one.</param>
/// <param name="FullName">Instead of first and last name: the first word is the first name.</param>
/// <param name="Traits">Custom attributes by key: only those named change, null clears one.</param>
/// <param name="SchemaId">Only "default" exists.</param>
/// <param name="Metadata">Merged at any depth, null takes a member away; at most 16 KB together.</param>
/// <param name="State">Refused: the state changes by suspend, activate and deactivate.</param>
public sealed record IdentityPatch(
    string? Email, string? FirstName, string? LastName, string? FullName, string? Phone, string? ExternalId, bool? EmailVerified, bool? MustChangePassword, bool? RequireMfaEnrolment,
    IReadOnlyDictionary<string, JsonElement>? Traits, string? SchemaId, JsonElement? Metadata, JsonElement? State);

/// <summary>Carries out a merge-patch by the rules of every edit.</summary>
internal sealed class IdentityPatching(IdentityProfile profile)
{
    private static readonly string[] NeverNull = ["email", "first_name", "last_name", "full_name", "email_verified", "must_change_password", "require_mfa_enrolment", "schema_id"];

    /// <param name="version">That the caller's If-Match named; null for whatever stands.</param>
    public async Task<Result> ChangeAsync(Actor actor, Guid id, ApiPatch<IdentityPatch> patch, string? version, CancellationToken ct)
    {
        if (Refusal(patch) is { } refusal) return refusal;
        var changed = await profile.AmendAsync(actor, id, Amendment(patch) with { Version = version }, ct);
        return changed.Error == IdentityErrors.Changed && version is not null ? ApiErrors.Stale : changed;
    }

    private static Error? Refusal(ApiPatch<IdentityPatch> patch)
    {
        var (value, errors) = (patch.Value, new FieldErrors());
        foreach (var field in NeverNull.Where(f => patch.Named.Contains(f) && IsNull(value, f))) errors.Add(field, "This can't be null.");
        if (patch.Named.Contains("state")) errors.Add("state", "The state isn't edited: POST to /identities/{id}/suspend, /activate or /deactivate.");
        if (value.SchemaId is not (null or IdentityJson.DefaultSchema)) errors.Add("schema_id", IdentityCreation.NoSchema);
        if (patch.Named.Contains("full_name") && (patch.Named.Contains("first_name") || patch.Named.Contains("last_name"))) errors.Add("full_name", IdentityCreation.TwoNames);
        TraitJson.Check(value.Traits, errors);
        return errors.Any ? errors.ToError() : null;
    }

    private static bool IsNull(IdentityPatch value, string field) => field switch
    {
        "email" => value.Email is null,
        "first_name" => value.FirstName is null,
        "last_name" => value.LastName is null,
        "full_name" => value.FullName is null,
        "email_verified" => value.EmailVerified is null,
        "must_change_password" => value.MustChangePassword is null,
        "require_mfa_enrolment" => value.RequireMfaEnrolment is null,
        _ => value.SchemaId is null,
    };

    private static IdentityAmendment Amendment(ApiPatch<IdentityPatch> patch)
    {
        var (value, named) = (patch.Value, patch.Named);
        return new IdentityAmendment
        {
            Email = value.Email, FirstName = value.FirstName, LastName = value.LastName, FullName = value.FullName,
            Phone = named.Contains("phone") ? value.Phone ?? "" : null, ExternalId = named.Contains("external_id") ? value.ExternalId ?? "" : null,
            EmailVerified = value.EmailVerified, MustChangePassword = value.MustChangePassword, RequireMfaEnrolment = value.RequireMfaEnrolment,
            Traits = TraitJson.Read(value.Traits), ClearsTraits = named.Contains("traits") && value.Traits is null,
            Metadata = named.Contains("metadata") ? value.Metadata ?? JsonElement.Parse("null") : null,
        };
    }
}
