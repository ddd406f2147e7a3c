namespace IdentityDashboard.Features.Credentials;

internal static class CredentialsFeature
{
    public static IServiceCollection AddCredentials(this IServiceCollection services) => services
        .AddSingleton<PasswordService>()
        .AddSingleton<RecoveryLinks>()
        .AddSingleton<RecoveryService>();
}
