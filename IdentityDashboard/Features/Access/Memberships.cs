using IdentityDashboard.Data;

namespace IdentityDashboard.Features.Access;

/// <summary>Which groups somebody is in, for what asks by groups rather than by roles.</summary>
internal static class Memberships
{
    /// <summary>The groups a person is in; composes into the caller's query, from the person's own rows.</summary>
    public static IQueryable<Guid> GroupsOf(DashboardDbContext db, Guid identityId) =>
        db.GroupMembers.Where(m => m.IdentityId == identityId).Select(m => m.GroupId);

    /// <summary>Who is in any of these groups.</summary>
    public static IQueryable<Guid> MembersOf(DashboardDbContext db, IReadOnlyCollection<Guid> groupIds) =>
        db.GroupMembers.Where(m => groupIds.Contains(m.GroupId)).Select(m => m.IdentityId);
}
