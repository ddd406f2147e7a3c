using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Features.ApiKeys;

/// <param name="ExpiresInDays">1 to 366; null: it never expires.</param>
public sealed record NewApiKey(string? Name, Guid? RoleId, Guid? NodeId, int? ExpiresInDays)
{
    public const int UsualDays = 90;
    public const int ShortestDays = 1;
    public const int LongestDays = 366;

    internal TimeSpan? Lifetime => ExpiresInDays is { } days ? TimeSpan.FromDays(days) : null;

    internal string CleanName => Clean(Name);

    internal static string Clean(string? name) => PersonName.Clean(name ?? "");

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    internal static Error? NameProblem(string cleaned) => cleaned.Length switch
    {
        0 => ApiKeyErrors.NameMissing,
        > ApiKey.MaxNameLength => ApiKeyErrors.NameTooLong,
        _ => null,
    };

    /// <summary>All that is wrong with it, without looking at anything else.</summary>
    internal Error? Problem()
    {
        var found = new FieldErrors();
        found.Add(NameProblem(CleanName));
        if (RoleId is null) found.Add(ApiKeyErrors.RoleMissing);
        if (NodeId is null) found.Add(ApiKeyErrors.NodeMissing);
        if (ExpiresInDays is < ShortestDays or > LongestDays) found.Add(ApiKeyErrors.WrongLifetime);
        return found.Any ? found.ToError() : null;
    }
}

/// <summary>A key just made.</summary>
/// <param name="Secret">The key itself: here and never again.</param>
public sealed record MadeApiKey(Guid Id, string Name, string Secret, DateTimeOffset? ExpiresAt);
