using Microsoft.JSInterop;
using Radzen;

namespace IdentityDashboard.Ui;

internal static class UiFeature
{
    public static IServiceCollection AddUi(this IServiceCollection services)
    {
        // Without the address: Radzen's own service closes every dialog at any change of it, also of a filter.
        services.AddScoped(provider => new DialogService(null, provider.GetRequiredService<IJSRuntime>()));
        services.AddScoped<Dialogs>();
        services.AddScoped<ToastService>();
        services.AddScoped<UiScript>();
        services.AddScoped<ListScript>();
        return services;
    }
}
