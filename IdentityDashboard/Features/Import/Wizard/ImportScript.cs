using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>The browser side of an upload (js/import.js). Calls after the circuit is gone do nothing.</summary>
internal sealed class ImportScript(IJSRuntime js) : IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    /// <summary>Sends a file that is chosen or dropped; calls <c>BeginFromScript</c>, <c>ProgressFromScript</c> and <c>EndFromScript</c>.</summary>
    public Task WatchUploadAsync<T>(ElementReference form, DotNetObjectReference<T> wizard) where T : class => RunAsync("watchUpload", form, wizard);

    /// <summary>The same with what was pasted.</summary>
    public Task SendPastedAsync<T>(ElementReference form, DotNetObjectReference<T> wizard) where T : class => RunAsync("sendPasted", form, wizard);

    public Task StopUploadAsync() => RunAsync("stopUpload");

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
            module ??= js.InvokeAsync<IJSObjectReference>("import", "/js/import.js").AsTask();
            await (await module).InvokeVoidAsync(name, arguments);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser has left: nothing to send.
        }
    }
}
