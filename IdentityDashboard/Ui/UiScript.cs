using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace IdentityDashboard.Ui;

/// <summary>The browser side of the components (js/ui.js). Calls after the circuit is gone do nothing.</summary>
internal sealed class UiScript(IJSRuntime js) : IAsyncDisposable
{
    private Task<IJSObjectReference>? module;

    /// <summary>Loads the script; its listeners for keys work from then on.</summary>
    public async Task LoadAsync() => await ModuleAsync();

    /// <returns>False when the browser refuses the clipboard (no HTTPS, no permission): show the text selected instead.</returns>
    public Task<bool> CopyAsync(string text) => CallAsync<bool>("copy", text);

    public Task FocusAsync(string selector) => RunAsync("focus", selector);

    /// <summary>Puts the focus on the page's heading, unless somebody is at work within the page already.</summary>
    /// <param name="arrived">The page was loaded anew: every focus there is has been set by its reader, and stays.</param>
    public Task FocusHeadingAsync(bool arrived) => RunAsync("focusHeading", arrived);

    /// <returns>False when nothing inside is marked <c>aria-invalid</c>.</returns>
    public Task<bool> FocusFirstInvalidAsync(ElementReference? root = null) => CallAsync<bool>("focusFirstInvalid", root);

    /// <summary>Scrolls to a part of the page, and stays there while the parts above it still grow.</summary>
    public Task ArriveAsync(string id) => RunAsync("arrive", id);

    public Task FocusElementAsync(ElementReference element) => RunAsync("focusElement", element);

    /// <summary>Takes a text that has been used off the beginning of the field; what was typed since stays and is reported as input.</summary>
    public Task TakeTextAsync(ElementReference field, string text) => RunAsync("takeText", field, text);

    public Task SelectAllAsync(ElementReference field) => RunAsync("selectAll", field);

    /// <summary>Rings the first visible match until it is clicked ("Show me").</summary>
    /// <returns>False when nothing visible matches.</returns>
    public Task<bool> HighlightAsync(string selector) => CallAsync<bool>("highlight", selector);

    /// <returns>The theme now shown: "light" or "dark". Kept in the cookie <c>theme</c> for a year.</returns>
    public Task<string?> ToggleThemeAsync() => CallAsync<string>("toggleTheme");

    public Task<string?> ThemeAsync() => CallAsync<string>("theme");

    /// <summary>The time zone of whoever sits there.</summary>
    public async Task<LocalZone> ZoneAsync() => LocalZone.Of(await CallAsync<string>("timeZone"));

    public Task DialogOpenedAsync<T>(string key, ElementReference frame, DotNetObjectReference<T> dialog) where T : class
        => RunAsync("dialogOpened", key, frame, dialog);

    /// <summary>Sends a plain form whose answer the browser handles itself, such as a file.</summary>
    public Task SubmitAsync(string formId) => RunAsync("submit", formId);

    public Task DialogClosedAsync(string key) => RunAsync("dialogClosed", key);

    public Task PlaceAsync(ElementReference popover, ElementReference anchor, bool matchWidth = true)
        => RunAsync("place", popover, anchor, matchWidth, false);

    public Task OpenMenuAsync<T>(ElementReference popover, ElementReference trigger, DotNetObjectReference<T> menu) where T : class
        => RunAsync("openMenu", popover, trigger, menu);

    /// <summary>Sends input longer than 4,000 characters in parts to <c>AddFromScript</c>.</summary>
    public Task SplitInputAsync<T>(ElementReference field, DotNetObjectReference<T> receiver) where T : class
        => RunAsync("splitInput", field, receiver);

    /// <summary>Sends pasted addresses in parts to <c>AddFromScript</c>; other text is pasted as usual.</summary>
    public Task SplitPasteAsync<T>(ElementReference field, DotNetObjectReference<T> receiver) where T : class
        => RunAsync("splitPaste", field, receiver);

    /// <summary>Hands the closed palette over to the browser, which opens it at Ctrl K.</summary>
    public Task PaletteAsync<T>(ElementReference dialog, DotNetObjectReference<T> server) where T : class => RunAsync("palette", dialog, server);

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

    private Task<IJSObjectReference> ModuleAsync() => module ??= js.InvokeAsync<IJSObjectReference>("import", "/js/ui.js").AsTask();

    private async Task RunAsync(string name, params object?[] arguments)
    {
        try
        {
            await (await ModuleAsync()).InvokeVoidAsync(name, arguments);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            // The browser has left: nothing to show.
        }
    }

    private async Task<T?> CallAsync<T>(string name, params object?[] arguments)
    {
        try
        {
            return await (await ModuleAsync()).InvokeAsync<T>(name, arguments);
        }
        catch (Exception e) when (e is JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            return default;
        }
    }
}
