namespace IdentityDashboard.Shell;

/// <summary>The frame of the app: root component, layout, navigation.</summary>
internal static class ShellFeature
{
    /// <summary>A pasted list of a thousand addresses is larger than the 32 KB a message may have by default.</summary>
    private const long MaxMessageBytes = 256 * 1024;

    public static IServiceCollection AddShell(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(o => o.MaximumReceiveMessageSize = MaxMessageBytes);
        services.AddCascadingAuthenticationState();
        return services;
    }

    public static void MapShell(this IEndpointRouteBuilder app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode().RequireAuthorization();
    }
}
