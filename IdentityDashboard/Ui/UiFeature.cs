using Radzen;

namespace IdentityDashboard.Ui;

internal static class UiFeature
{
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        services.AddScoped<DialogService>();
        services.AddScoped<Dialogs>();
        services.AddScoped<ToastService>();
        services.AddScoped<UiScript>();
        services.AddScoped<ListScript>();
        return services;
    }
}
