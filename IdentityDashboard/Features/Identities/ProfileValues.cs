using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Identities;

/// <summary>What can be edited of a record, cleaned and checked.</summary>
internal sealed record ProfileValues(string FirstName, string LastName, string Email, string NormalizedEmail, string? Phone, bool EmailVerified, bool MustChangePassword)
{
    public string? ExternalId { get; init; }

    public bool RequireMfaEnrolment { get; init; }

    public string? Metadata { get; init; }

    public static ProfileValues Of(Identity i) => new(i.FirstName, i.LastName, i.Email!, i.NormalizedEmail!, i.PhoneNumber, i.EmailConfirmed, i.MustChangePassword)
    {
        ExternalId = i.ExternalId, RequireMfaEnrolment = i.RequireMfaEnrolment, Metadata = i.Metadata,
    };

    /// <summary>A form says everything it shows.</summary>
    public static ProfileValues Of(Identity identity, IdentityEdit edit, FieldErrors errors)
    {
        if (!EmailAddress.TryParse(edit.Email, out var email, out var problem)) errors.Add("email", problem);
        var (first, last) = IdentityValidation.Names(edit.FirstName, edit.LastName);
        IdentityValidation.AddNames(errors, first, last);
        var moved = identity.NormalizedEmail != email.Normalized;
        return Of(identity) with
        {
            FirstName = first, LastName = last, Email = email.Display, NormalizedEmail = email.Normalized, Phone = IdentityValidation.Phone(edit.Phone, errors),
            EmailVerified = edit.EmailVerified && (!moved || !identity.EmailConfirmed), MustChangePassword = edit.MustChangePassword,
        };
    }

    /// <summary>A program says what shall change.</summary>
    public static ProfileValues Of(Identity identity, IdentityAmendment edit, FieldErrors errors)
    {
        var was = Of(identity);
        var (email, normalized) = (was.Email, was.NormalizedEmail);
        if (edit.Email is not null)
        {
            if (!EmailAddress.TryParse(edit.Email, out var typed, out var problem)) errors.Add("email", problem);
            (email, normalized) = (typed.Display, typed.Normalized);
        }

        var (first, last) = edit.FullName is { } full ? PersonName.Split(full) : (PersonName.Clean(edit.FirstName ?? was.FirstName), PersonName.Clean(edit.LastName ?? was.LastName));
        if (edit is not { FullName: null, FirstName: null, LastName: null }) IdentityValidation.AddNames(errors, first, last);
        var (metadata, strange) = edit.Metadata is { } patch ? IdentityMetadata.Merge(was.Metadata, patch) : (was.Metadata, null);
        errors.Add(IdentityMetadata.Field, strange);
        return new ProfileValues(first, last, email, normalized, edit.Phone is null ? was.Phone : IdentityValidation.Phone(edit.Phone, errors),
            edit.EmailVerified ?? (was.EmailVerified && was.NormalizedEmail == normalized), edit.MustChangePassword ?? was.MustChangePassword)
        {
            ExternalId = edit.ExternalId is null ? was.ExternalId : IdentityValidation.ExternalId(edit.ExternalId, errors),
            RequireMfaEnrolment = edit.RequireMfaEnrolment ?? was.RequireMfaEnrolment, Metadata = metadata,
        };
    }

    /// <param name="changed">Gets old and new value of what differs.</param>
    public void ApplyTo(Identity identity, Changes changed)
    {
        var moved = identity.NormalizedEmail != NormalizedEmail;
        var (before, after) = IdentityMetadata.Difference(identity.Metadata, Metadata);
        changed
            .Set("first_name", identity.FirstName, FirstName).Set("last_name", identity.LastName, LastName)
            .Set("email", identity.Email, Email).Set("phone", identity.PhoneNumber, Phone).Set("external_id", identity.ExternalId, ExternalId)
            .Set("email_verified", identity.EmailConfirmed, EmailVerified).Set("must_change_password", identity.MustChangePassword, MustChangePassword)
            .Set("require_mfa_enrolment", identity.RequireMfaEnrolment, RequireMfaEnrolment).SetQuietly(IdentityMetadata.Field, before, after);
        (identity.FirstName, identity.LastName, identity.PhoneNumber, identity.ExternalId) = (FirstName, LastName, Phone, ExternalId);
        (identity.Email, identity.NormalizedEmail) = (Email, NormalizedEmail);
        (identity.UserName, identity.NormalizedUserName) = (Email, NormalizedEmail);
        (identity.EmailConfirmed, identity.MustChangePassword) = (EmailVerified, MustChangePassword);
        (identity.RequireMfaEnrolment, identity.Metadata) = (RequireMfaEnrolment, Metadata);
        // A reset link mailed to the old address must not open the account of the new one.
        if (moved) (identity.SecurityStamp, identity.SessionsEnded) = (Guid.NewGuid().ToString("N"), SessionEnd.EmailChanged);
    }
}
