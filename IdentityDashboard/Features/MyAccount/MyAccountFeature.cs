namespace IdentityDashboard.Features.MyAccount;

internal static class MyAccountFeature
{
    public static IServiceCollection AddMyAccount(this IServiceCollection services) => services.AddSingleton<MyAccountService>();
}
