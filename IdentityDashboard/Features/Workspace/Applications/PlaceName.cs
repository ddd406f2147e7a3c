using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.Workspace.Applications;

/// <summary>The name of an application or environment, and the slug made from it.</summary>
internal static class PlaceName
{
    public const int MaxLength = 120;

    public static (string Name, Error? Problem) Check(string? typed)
    {
        var name = PersonName.Clean(typed ?? "");
        var problem = name.Length switch
        {
            0 => "Enter a name.",
            > MaxLength => $"A name can have {MaxLength} characters; this has {name.Length}.",
            _ => null,
        };
        return (name, problem is null ? null : Error.Field("validation_failed", 422, ApplicationErrors.NameField, problem));
    }

    /// <summary>A slug that none of these has.</summary>
    public static string FreeSlug(string name, IEnumerable<string> taken)
    {
        var used = taken.ToHashSet(StringComparer.Ordinal);
        var wanted = Slug.From(name);
        var slug = wanted;
        for (var n = 2; used.Contains(slug); n++) slug = $"{wanted}-{n}";
        return slug;
    }
}
