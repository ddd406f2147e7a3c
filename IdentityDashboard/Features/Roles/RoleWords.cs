using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Roles;

/// <summary>What a role is called and what it is for, as the tables keep it.</summary>
internal sealed record RoleWords(string Name, string Description)
{
    public const int MaxName = 100;
    public const int MaxDescription = 400;

    public static (RoleWords Words, Error? Problem) Clean(string? name, string? description)
    {
        var words = new RoleWords(PersonName.Clean(name ?? ""), description?.Trim() ?? "");
        var found = new FieldErrors();
        if (words.Name.Length == 0) found.Add(RoleErrors.NameField, "Enter a name, such as Editor.");
        if (words.Name.Length > MaxName) found.Add(RoleErrors.NameField, $"A name can have {MaxName} characters; this has {words.Name.Length}.");
        found.Add(RoleErrors.DescriptionField, TooLong(words.Description));
        return (words, found.Any ? found.ToError() : null);
    }

    /// <summary>The sentence for a description that doesn't fit; null when it does.</summary>
    public static string? TooLong(string description) =>
        description.Length <= MaxDescription ? null : $"A description can have {MaxDescription} characters; this has {description.Length}.";
}
