using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Browser))]

namespace IdentityDashboard.Tests.Support;

/// <summary>One Chromium for the whole run, started by the first test that opens a page.</summary>
internal sealed class Browser : IAsyncDisposable
{
    /// <summary>Milliseconds until a condition counts as never met, on a machine that does much else.</summary>
    private const float Patience = 30_000;

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Chromium)>> running = new(LaunchAsync);

    public static string ExecutablePath { get; } =
        Environment.GetEnvironmentVariable("TEST_CHROMIUM") is { Length: > 0 } path ? path : "/usr/bin/chromium";

    public static bool IsAvailable => File.Exists(ExecutablePath);

    /// <summary>An empty page with cookies and storage of its own; relative addresses start at <paramref name="baseUrl"/>. Skips the calling test where there is no Chromium.</summary>
    public static async Task<BrowserPage> NewPageAsync(string? baseUrl = null, PageOptions? options = null)
    {
        Assert.SkipUnless(IsAvailable, $"{ExecutablePath} does not exist: run ./scripts/test, or set TEST_CHROMIUM");
        var browser = await TestContext.Current.GetFixture<Browser>();
        var (_, chromium) = await browser!.running.Value;
        return await BrowserPage.OpenAsync(chromium, baseUrl, options ?? new PageOptions());
    }

    public async ValueTask DisposeAsync()
    {
        if (!running.IsValueCreated) return;
        var (playwright, chromium) = await running.Value;
        await chromium.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright Playwright, IBrowser Chromium)> LaunchAsync()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync();
        var chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ExecutablePath,
            // Containers seldom allow the sandbox, and only our own pages are opened.
            ChromiumSandbox = false,
            Args =
            [
                "--headless", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
        return (playwright, chromium);
    }
}
