using Bunit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Ui;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Ui;

/// <summary>The services of Ui, and what belongs to one open page, with a browser that answers every script call with nothing.</summary>
internal static class UiContext
{
    public static BunitContext Create()
    {
        // One second is too short where many tests share two cores.
        BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(30);
        var context = new BunitContext();
        context.JSInterop.Mode = JSRuntimeMode.Loose;
        context.JSInterop.SetupModule("/js/ui.js").Mode = JSRuntimeMode.Loose;
        context.Services.AddUi();
        context.Services.AddSingleton(TimeProvider.System);
        context.Services.AddScoped<Reauthentication>();
        return context;
    }
}
