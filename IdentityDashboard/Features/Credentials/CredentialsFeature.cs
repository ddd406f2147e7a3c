using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Passkeys;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Protection;
using IdentityDashboard.Features.Credentials.Recovery;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Credentials.Verification;
using IdentityDashboard.Platform.Commands;
using Microsoft.AspNetCore.Identity;

namespace IdentityDashboard.Features.Credentials;

internal static class CredentialsFeature
{
    public static IServiceCollection AddCredentials(this IServiceCollection services) => services
        .Configure<PasswordHasherOptions>(o => o.IterationCount = PasswordService.Rounds)
        .AddSingleton<PasswordService>()
        .AddSingleton<PasswordPolicies>()
        .AddSingleton<PasswordChoice>()
        .AddSingleton<SecurityPolicyService>()
        .AddSingleton<SignInThrottle>()
        .AddSingleton<PasswordSignIn>()
        .AddSingleton<PasswordWriter>()
        .AddSingleton<SessionEndings>()
        .AddSingleton<SessionGuard>()
        .AddSingleton<SessionEntry>()
        .AddSingleton<SessionList>()
        .AddSingleton<SignInSteps>()
        .AddSingleton<SessionPurge>()
        .AddHostedService<SessionPurgeJob>()
        .AddSingleton<SessionPolicyService>()
        .AddSingleton<CurrentPassword>()
        .AddSingleton<ReauthenticationService>()
        .AddScoped<Reauthentication>()
        .AddSingleton<MfaRequirement>()
        .AddSingleton<FactorSecrets>()
        .AddSingleton<FactorChange>()
        .AddSingleton<FactorOverview>()
        .AddScoped<FactorScript>()
        .AddSingleton<FactorAdministration>()
        .AddSingleton<AuthenticatorService>()
        .AddSingleton<RecoveryCodeWriter>()
        .AddSingleton<RecoveryCodeService>()
        .AddSingleton<SecondFactor>()
        .AddSingleton<PasskeyStore>()
        .AddSingleton<PasskeyCeremonies>()
        .AddSingleton<PasskeyService>()
        .AddSingleton<PasskeySignIn>()
        .AddSingleton<MfaPolicyService>()
        .AddSingleton<PasswordReset>()
        .AddSingleton<PasswordChange>()
        .AddSingleton<RecoveryLinks>()
        .AddSingleton<RecoveryService>()
        .AddSingleton<LinkCodes>()
        .AddSingleton<CodeRecovery>()
        .AddSingleton<OwnerRecovery>()
        .AddSingleton<ICommand, OwnerRecoverCommand>()
        .AddSingleton<FailedSignIns>()
        .AddSingleton<KnownBrowsers>()
        .AddSingleton<SignInUnlock>()
        .AddSingleton<CounterPurge>().AddHostedService(provider => provider.GetRequiredService<CounterPurge>())
        .AddSingleton<VerificationLinks>()
        .AddSingleton<FormerAddress>()
        .AddSingleton<AddressMove>()
        .AddSingleton<EmailVerifications>()
        .AddSingleton<EmailChange>()
        .AddSingleton<OwnProfile>()
        .AddSingleton<EmailPolicyService>();
}
