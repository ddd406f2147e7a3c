using IdentityDashboard.Features.Audit;

namespace IdentityDashboard.Features.Groups;

internal static class GroupsFeature
{
    public static IServiceCollection AddGroups(this IServiceCollection services) => services
        .AddSingleton<GroupMembershipWriter>()
        .AddSingleton<GroupMembersBatch>()
        .AddSingleton<GroupService>()
        .AddSingleton<GroupQueries>()
        .AddSingleton<GroupNestingQueries>()
        .AddSingleton<GroupLosses>()
        .AddSingleton<IAuditSubjects, AuditGroupNames>();
}
