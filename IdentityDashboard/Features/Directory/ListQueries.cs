using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Directory;

/// <summary>Turns a place in the URL into what the lists' queries take.</summary>
internal static class ListQueries
{
    public static IdentityListQuery ToPeople(this DirectoryPlace place, DirectoryScope scope, ListFields fields, DateTimeOffset now) =>
        place.ToPeople(scope.ApplicationId, scope.EnvironmentId, fields, now);

    public static IdentityListQuery ToPeople(this DirectoryPlace place, Guid? application, Guid? environment, ListFields fields, DateTimeOffset now) => new(
        application, environment, ToFilter(place, fields, now),
        place.Sort switch { "email" => IdentitySort.Email, "status" => IdentitySort.Status, "seen" => IdentitySort.LastSeen, "created" => IdentitySort.Created, _ => IdentitySort.Name },
        place.Descending, place.At, DirectoryPlace.PageSize);

    public static GroupListQuery ToGroups(this DirectoryPlace place) => new(
        place.Search, place.Sort == "updated" ? GroupSort.Updated : GroupSort.Name, place.Descending, place.At, DirectoryPlace.PageSize,
        place.Filters[FilterKinds.Source], YesNo(place, FilterKinds.HasRole), IsEmpty: !YesNo(place, FilterKinds.Members));

    private static bool? YesNo(DirectoryPlace place, string key) => place.Filters[key] switch { "yes" => true, "no" => false, _ => null };

    private static IdentityFilter ToFilter(DirectoryPlace place, ListFields fields, DateTimeOffset now)
    {
        var filters = place.Filters;
        var (seenFrom, seenBefore) = filters[FilterKinds.Seen] is { } seen ? FilterDates.Bounds(seen, now) : default;
        var (createdFrom, createdBefore) = filters[FilterKinds.Created] is { } created ? FilterDates.Bounds(created, now) : default;
        return new IdentityFilter
        {
            Search = place.Search,
            State = filters[FilterKinds.Status] switch
            {
                "active" => PrincipalState.Active,
                "suspended" => PrincipalState.Suspended,
                "deactivated" => PrincipalState.Deactivated,
                FilterKinds.Deleted => PrincipalState.Deleted,
                _ => null,
            },
            Source = filters[FilterKinds.Source],
            GroupId = Id(FilterKinds.Group),
            RoleId = Id(FilterKinds.Role),
            NodeId = Id(FilterKinds.Node),
            Mfa = YesNo(place, FilterKinds.Mfa),
            NeverSeen = filters[FilterKinds.Seen] == FilterDates.Never,
            SeenFrom = seenFrom,
            SeenBefore = seenBefore,
            CreatedFrom = createdFrom,
            CreatedBefore = createdBefore,
            Attributes = [.. filters.Items.Where(f => f.IsAttribute).Select(fields.ToFilter)],
        };

        Guid? Id(string key) => filters.Items.FirstOrDefault(f => f.Key == key)?.Id;
    }
}
