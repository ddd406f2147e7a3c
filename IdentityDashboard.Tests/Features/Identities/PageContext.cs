using Bunit;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using IdentityDashboard.Tests.Ui;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Features.Identities;

/// <summary>A page as an administrator of a test's account sees it, over the services of the running app.</summary>
internal sealed class PageContext : IAsyncDisposable
{
    private PageContext(BunitContext bunit) => Bunit = bunit;

    public BunitContext Bunit { get; }

    public NavigationManager Navigation => Bunit.Services.GetRequiredService<NavigationManager>();

    /// <summary>Where dialogs and toasts show.</summary>
    public IRenderedComponent<DialogHost> Host { get; set; } = null!;

    public static async Task<PageContext> Async(TestApp app, TestAccount account, Actor? actor = null)
    {
        var bunit = UiContext.Create();
        bunit.Services.AddLogging();
        bunit.Services.AddFallbackServiceProvider(new Features(app.Services));
        var who = actor ?? account.Admin;
        var view = await app.Service<IdentityDashboard.Features.Workspace.WorkspaceService>().GetAsync(who, CancellationToken.None);
        var workspace = new WorkspaceContext(who, view, _ => Task.CompletedTask, () => Task.CompletedTask);
        bunit.RenderTree.Add<CascadingValue<WorkspaceContext>>(p => p.Add(c => c.Value, workspace));
        return new PageContext(bunit);
    }

    public IRenderedComponent<TPage> Open<TPage>(string url, Guid id)
        where TPage : IComponent
    {
        Navigation.NavigateTo(url);
        Host = Bunit.Render<DialogHost>();
        return Bunit.Render<TPage>(p => _ = p.TryAdd("Id", id));
    }

    public ValueTask DisposeAsync() => Bunit.DisposeAsync();

    /// <summary>The app's own services; those of the framework are bunit's.</summary>
    private sealed class Features(IServiceProvider app) : IServiceProvider
    {
        public object? GetService(Type serviceType) =>
            serviceType.Namespace?.StartsWith("IdentityDashboard.", StringComparison.Ordinal) == true ? app.GetService(serviceType) : null;
    }
}

internal static class Seen
{
    /// <summary>All text of a page, spaces collapsed.</summary>
    public static string Text<T>(this IRenderedComponent<T> page)
        where T : IComponent => string.Join(' ', string.Concat(page.Nodes.Select(n => n.TextContent)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    public static AngleSharp.Dom.IElement Button<T>(this IRenderedComponent<T> page, string name)
        where T : IComponent => page.FindAll("button").First(b => (b.GetAttribute("aria-label") ?? b.TextContent.Trim()) == name);
}
