using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities.Api;
using IdentityDashboard.Features.Lifecycle;

namespace IdentityDashboard.Features.Identities;

internal static class IdentitiesFeature
{
    public static IServiceCollection AddIdentities(this IServiceCollection services) => services
        .AddSingleton<IdentityService>()
        .AddSingleton<IdentityRows>()
        .AddSingleton<IdentityLifecycle>()
        .AddSingleton<Offboarding>()
        .AddSingleton<IPeopleEndings, PeopleEndings>()
        .AddSingleton<MembershipExpiry>()
        .AddSingleton<IDueWork>(provider => provider.GetRequiredService<MembershipExpiry>())
        .AddSingleton<IdentityRestore>()
        .AddSingleton<IdentityPurge>()
        .AddHostedService<PurgeJob>()
        .AddSingleton<IdentityProfile>()
        .AddSingleton<AppMembershipService>()
        .AddSingleton<AppMembershipQueries>()
        .AddSingleton<StateHistory>()
        .AddSingleton<IdentityStateBatch>()
        .AddSingleton<IdentityAmendBatch>()
        .AddSingleton<PeopleReader>()
        .AddSingleton<IdentityQueries>()
        .AddSingleton<IdentityDetails>()
        .AddSingleton<IdentityStatistics>()
        .AddSingleton<IdentityRecords>()
        .AddSingleton<IdentityCreation>()
        .AddSingleton<IdentityPatching>()
        .AddSingleton<IPeopleDirectory, PeopleDirectory>()
        .AddSingleton<IAuditSubjects, AuditPeople>();
}
