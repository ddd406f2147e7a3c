using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>A connection that breaks while somebody types.</summary>
public sealed class ConnectionTests
{
    /// <summary>Milliseconds: Blazor notices a closed socket at once, but tries again at growing intervals.</summary>
    private const float Patience = 30_000;

    /// <summary>Keeps the page's sockets at hand, so that a test can cut them.</summary>
    private const string KeepSockets =
        "window.sockets = []; window.WebSocket = class extends WebSocket { constructor(...given) { super(...given); window.sockets.push(this); } };";

    /// <summary>Ends them as a broken line does, at once: <c>close()</c> alone waits for the server's answer, which an offline page may never get.</summary>
    private const string CutSockets =
        "sockets.forEach(socket => { socket.dispatchEvent(new CloseEvent('close', { code: 1006 })); socket.close(); })";

    [Fact]
    public async Task U9_What_was_typed_stays_while_the_connection_is_lost_and_is_sent_after_it()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await page.AddInitScriptAsync(KeepSockets);
            await page.SetUpAsync(app);
            await page.OpenIdentitiesAsync();
            await page.Button("Create Identity").ClickAsync();
            var dialog = page.OpenDialog("Create Identity");
            await dialog.Field("Email").FillAsync("anita.singh@example.com");
            await dialog.Field("First name").PressSequentiallyAsync("Ani");

            await page.Context.SetOfflineAsync(true);
            await page.EvaluateAsync(CutSockets);
            await Expect(page.GetByText("What you typed is kept.")).ToBeVisibleAsync(new() { Timeout = Patience });
            await Expect(dialog.Field("First name")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("ta");
            await page.Context.SetOfflineAsync(false);
            await Expect(page.GetByText("What you typed is kept.")).ToBeHiddenAsync(new() { Timeout = Patience });

            await Expect(dialog.Field("Email")).ToHaveValueAsync("anita.singh@example.com");
            await Expect(dialog.Field("First name")).ToHaveValueAsync("Anita");
            await dialog.Field("Last name").FillAsync("Singh");
            await dialog.Button("Create Identity").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
            await Expect(page.Link("Anita Singh")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors("ERR_INTERNET_DISCONNECTED", "WebSocket", "reconnect", "negotiat", "Server timeout", "No interop methods", "Failed to fetch", "disconnected");
    }
}
