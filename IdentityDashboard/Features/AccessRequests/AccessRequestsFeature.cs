using IdentityDashboard.Features.Lifecycle;

namespace IdentityDashboard.Features.AccessRequests;

internal static class AccessRequestsFeature
{
    public static IServiceCollection AddAccessRequests(this IServiceCollection services) => services
        .AddSingleton<FlowRules>()
        .AddSingleton<FlowWords>()
        .AddSingleton<FlowArchive>()
        .AddSingleton<FlowService>()
        .AddSingleton<FlowQueries>()
        .AddSingleton<FlowPlaces>()
        .AddSingleton<RequestRecord>()
        .AddSingleton<RequestMail>()
        .AddSingleton<RequestGrant>()
        .AddSingleton<RequestService>()
        .AddSingleton<RequestDecisions>()
        .AddSingleton<RequestQueue>()
        .AddSingleton<IEndsWithPerson, PendingRequestsEnd>()
        .AddSingleton<RequestList>()
        .AddSingleton<MyAccessQueries>();
}
