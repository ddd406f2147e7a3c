using Microsoft.JSInterop;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <param name="Credential">JSON for the server; null when the browser refused.</param>
/// <param name="Name">What to call a new passkey.</param>
/// <param name="Problem">Why there is none, in a sentence.</param>
internal sealed record PasskeyAnswer(string? Credential, string? Name, string? Problem);

/// <summary>Asks the browser for passkeys (js/factors.js).</summary>
internal sealed class FactorScript(IJSRuntime js) : IAsyncDisposable
{
    private static readonly PasskeyAnswer Gone = new(null, null, "The page lost its connection. Try again.");
    private Task<IJSObjectReference>? module;

    /// <summary>The browser makes a passkey; the person has to touch, look or type.</summary>
    public Task<PasskeyAnswer> CreateAsync(string options) => AskAsync("create", options);

    /// <summary>The browser shows one that is there.</summary>
    public Task<PasskeyAnswer> GetAsync(string options) => AskAsync("get", options);

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

    /// <summary>People take their time: as long as the challenge holds.</summary>
    private async Task<PasskeyAnswer> AskAsync(string name, string options)
    {
        try
        {
            module ??= js.InvokeAsync<IJSObjectReference>("import", "/js/factors.js").AsTask();
            return await (await module).InvokeAsync<PasskeyAnswer>(name, Passkeys.PasskeyCeremonies.Lifetime, options);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException or ObjectDisposedException)
        {
            return Gone;
        }
    }
}
