using System.Text.Json.Serialization;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Identities;

public enum IdentitySort
{
    Name,
    Email,
    Status,
    LastSeen,
    Created,
}

/// <summary>Which people, in which order, from where on.</summary>
/// <param name="ApplicationId">Members of this application; null for the whole directory (Owner).</param>
/// <param name="EnvironmentId">Whose roles to show; null for all environments.</param>
/// <param name="Cursor"><see cref="Page{T}.Next"/> or <see cref="Page{T}.Previous"/> of the page before; null for the first page; <see cref="LastPage"/>.</param>
public sealed record IdentityListQuery(
    Guid? ApplicationId, Guid? EnvironmentId, IdentityFilter Filter,
    IdentitySort Sort = IdentitySort.Name, bool Descending = false, string? Cursor = null, int Take = 50)
{
    /// <summary>As a cursor: the page that ends with the last row.</summary>
    public const string LastPage = "last";

    /// <summary>How far whoever asks sees; found out anew at each reading, never kept with a query.</summary>
    [JsonIgnore]
    internal Sight Sight { get; init; } = Sight.All;
}

public sealed record IdentityRow(
    Guid Id, string FullName, string Email, PrincipalState State, bool IsLocked, string Source, bool HasMfa, DateTimeOffset LastSeenAt, DateTimeOffset CreatedAt,
    IReadOnlyList<HeldRole> Roles, IReadOnlyList<string> Groups)
{
    public string Name => FullName.Length == 0 ? Email : FullName;
}
