using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Identities;

/// <summary>A row that can be written: cleaned, with its address in the normal form.</summary>
internal sealed record CleanIdentity(NewIdentity Typed, EmailAddress Email, string FirstName, string LastName, string? Phone)
{
    public string? ExternalId { get; init; }

    /// <summary>As <see cref="IdentityMetadata"/> stores it.</summary>
    public string? Metadata { get; init; }
}

/// <summary>The rules a person's record must meet, whichever door it comes through. All broken ones are named at once.</summary>
internal static class IdentityValidation
{
    /// <param name="traits">What is wrong with the custom attributes, by the name of the field.</param>
    public static (CleanIdentity? Row, Error? Error) Check(NewIdentity typed, PasswordPolicy passwords, bool takesRole, IReadOnlyDictionary<string, string>? traits = null)
    {
        var errors = new FieldErrors();
        if (!EmailAddress.TryParse(typed.Email, out var email, out var problem)) errors.Add("email", problem);
        var (first, last) = Names(typed.FirstName, typed.LastName);
        AddNames(errors, first, last);
        var phone = Phone(typed.Phone, errors);
        var externalId = ExternalId(typed.ExternalId, errors);
        var (metadata, strange) = IdentityMetadata.Read(typed.Metadata);
        errors.Add(IdentityMetadata.Field, strange);
        if (typed.Password is not null) errors.Add("password", passwords.Problem(typed.Password, typed.Email, first, last));
        if (takesRole && typed is { RoleId: not null, NodeId: null }) errors.Add("node_id", AccessErrors.NodeMissing.Message);
        if (takesRole && typed is { RoleId: null, NodeId: not null }) errors.Add("role_id", AccessErrors.RoleMissing.Message);
        foreach (var (field, sentence) in traits ?? NewIdentity.NoTraits) errors.Add(field, sentence);
        return errors.Any ? (null, errors.ToError()) : (new CleanIdentity(typed, email, first, last, phone) { ExternalId = externalId, Metadata = metadata }, null);
    }

    /// <summary>The same for the first person of an account that isn't there yet.</summary>
    public static Error? ProblemOfFirst(NewIdentity typed, string accountName) => Check(typed, PasswordPolicy.Default with { Organisation = [accountName] }, takesRole: false).Error;

    /// <summary>Two words in the first name and none in the last are both names (S84).</summary>
    public static (string First, string Last) Names(string firstName, string lastName)
    {
        var (first, last) = (PersonName.Clean(firstName), PersonName.Clean(lastName));
        return last.Length == 0 ? PersonName.Split(first) : (first, last);
    }

    public static void AddNames(FieldErrors errors, string first, string last)
    {
        errors.Add("first_name", first.Length == 0 ? "Enter a first name." : PersonName.Problem(first, "A first name"));
        errors.Add("last_name", last.Length == 0 ? "Enter a last name." : PersonName.Problem(last, "A last name"));
    }

    public static string? ExternalId(string? typed, FieldErrors errors)
    {
        var id = typed?.Trim();
        if (id?.Length > Identity.MaxExternalIdLength) errors.Add("external_id", $"An external id has at most {Identity.MaxExternalIdLength} characters.");
        else if (id?.Any(char.IsControl) == true) errors.Add("external_id", "An external id is one line of text.");
        return string.IsNullOrEmpty(id) ? null : id;
    }

    public static string? Phone(string? typed, FieldErrors errors)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        if (PhoneNumber.TryParse(typed, out var phone)) return phone;
        errors.Add("phone", "Enter the number with its country code, like +44 20 7946 0018.");
        return null;
    }
}
