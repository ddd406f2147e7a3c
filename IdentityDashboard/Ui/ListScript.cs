using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace IdentityDashboard.Ui;

/// <summary>The browser side of long lists (js/list.js), loaded with the first list. Calls after the circuit is gone do nothing.</summary>
internal sealed class ListScript(IJSRuntime js) : IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    /// <summary>Calls <c>PickFromScript</c>, <c>MenuFromScript</c>, <c>HoldFromScript</c> and <c>ClearFromScript</c> from then on.</summary>
    public Task WatchRowsAsync<T>(ElementReference table, DotNetObjectReference<T> list) where T : class => RunAsync("watchRows", table, list);

    public Task OpenRowMenuAsync<T>(ElementReference popover, string trigger, DotNetObjectReference<T> menu) where T : class
        => RunAsync("openRowMenu", popover, trigger, menu);

    public Task OpenPanelAsync<T>(ElementReference panel, string trigger, DotNetObjectReference<T> owner) where T : class
        => RunAsync("openPanel", panel, trigger, owner);

    /// <summary>Into the panel, when what had the focus in it is no longer there.</summary>
    public Task FocusPanelAsync(ElementReference panel) => RunAsync("focusPanel", panel);

    public async ValueTask DisposeAsync()
    {
        if (module is not { IsCompletedSuccessfully: true }) return;
        try
        {
            await (await module).DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser has left and taken the module along.
        }
    }

    private async Task RunAsync(string name, params object?[] arguments)
    {
        try
        {
            module ??= js.InvokeAsync<IJSObjectReference>("import", "/js/list.js").AsTask();
            await (await module).InvokeVoidAsync(name, arguments);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser has left, or the list has while the script was loading: nothing to show.
        }
    }
}
