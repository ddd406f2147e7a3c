using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations.Api;

namespace IdentityDashboard.Features.Invitations;

internal static class InvitationsFeature
{
    public static IServiceCollection AddInvitations(this IServiceCollection services) => services
        .AddSingleton<InvitationLinks>()
        .AddSingleton<InvitationSettingsService>()
        .AddSingleton<InvitationService>()
        .AddSingleton<InvitationChecks>()
        .AddSingleton<InvitationLifecycle>()
        .AddSingleton<InvitationBatch>()
        .AddSingleton<IOpenInvitations>(provider => provider.GetRequiredService<InvitationLifecycle>())
        .AddSingleton<InvitationQueries>()
        .AddSingleton<InvitationPages>()
        .AddSingleton<InviteCreation>()
        .AddSingleton<Acceptance>();
}
