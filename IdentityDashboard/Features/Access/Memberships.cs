using IdentityDashboard.Data;

namespace IdentityDashboard.Features.Access;

/// <summary>A person who is in a group: put into it, or into a group that stands inside it.</summary>
internal sealed record Membership
{
    public Guid IdentityId { get; init; }

    /// <summary>The group they are in.</summary>
    public Guid GroupId { get; init; }

    /// <summary>The group they were put into; the same one for a direct member.</summary>
    public Guid OwnGroupId { get; init; }

    /// <summary>Groups between the two, counted from the one they were put into.</summary>
    public int Distance { get; init; }

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? Until { get; init; }
}

/// <summary>
/// The one place that says who is in which group now: within the window of the membership, from its first moment until just
/// before its last, and in every group that the group stands in.
/// </summary>
internal static class Memberships
{
    /// <summary>Those that count now; one for each group somebody was put into, so that two ways into a group are two.</summary>
    public static IQueryable<Membership> Now(DashboardDbContext db, DateTimeOffset now) =>
        Ever(db).Where(m => (m.From == null || m.From <= now) && (m.Until == null || m.Until > now));

    /// <summary>Also those that ended or are yet to begin.</summary>
    public static IQueryable<Membership> Ever(DashboardDbContext db) =>
        from member in db.GroupMembers
        join lineage in db.GroupLineage on member.GroupId equals lineage.DescendantId
        select new Membership
        {
            IdentityId = member.IdentityId,
            GroupId = lineage.AncestorId,
            OwnGroupId = member.GroupId,
            Distance = lineage.Distance,
            From = member.EffectiveFrom,
            Until = member.EffectiveTo,
        };

    /// <summary>The groups a person is in now; one they are in by two ways is named twice.</summary>
    public static IQueryable<Guid> GroupsOf(DashboardDbContext db, Guid identityId, DateTimeOffset now) =>
        Now(db, now).Where(m => m.IdentityId == identityId).Select(m => m.GroupId);

    /// <summary>Everybody who is in any of these groups now, each once.</summary>
    public static IQueryable<Guid> PeopleOf(DashboardDbContext db, IReadOnlyCollection<Guid> groupIds, DateTimeOffset now) =>
        Now(db, now).Where(m => groupIds.Contains(m.GroupId)).Select(m => m.IdentityId).Distinct();

    /// <summary>The groups this one stands in by any way, itself included: what its members are in too.</summary>
    public static IQueryable<Guid> Upwards(DashboardDbContext db, Guid groupId) =>
        db.GroupLineage.Where(l => l.DescendantId == groupId).Select(l => l.AncestorId);

    /// <summary>For statements written by hand: whether the row <paramref name="member"/> of group_members counts.</summary>
    /// <param name="now">The placeholder of the time.</param>
    public static string Counts(string member, string now) =>
        $"({member}.effective_from IS NULL OR {member}.effective_from <= {now}) AND ({member}.effective_to IS NULL OR {member}.effective_to > {now})";
}
