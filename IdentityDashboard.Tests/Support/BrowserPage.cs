using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Support;

internal sealed record PageOptions(int Width = 1280, int Height = 800, ColorScheme ColorScheme = ColorScheme.Light);

/// <summary>A page that keeps note of everything that went wrong in it.</summary>
internal sealed class BrowserPage : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> problems = new();
    private readonly IBrowserContext context;

    private BrowserPage(IBrowserContext context, IPage page)
    {
        this.context = context;
        Page = page;
    }

    public IPage Page { get; }

    /// <summary>Console errors, uncaught exceptions and failed requests, in order; also those of pop-ups.</summary>
    public IReadOnlyList<string> Problems => [.. problems];

    public static async Task<BrowserPage> OpenAsync(IBrowser chromium, string? baseUrl, PageOptions options)
    {
        var isolated = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = baseUrl,
            ViewportSize = new ViewportSize { Width = options.Width, Height = options.Height },
            ColorScheme = options.ColorScheme,
            Locale = "en-GB",
            TimezoneId = "UTC",
        });
        var opened = new BrowserPage(isolated, await isolated.NewPageAsync());
        opened.Listen();
        return opened;
    }

    /// <summary>Fails when anything went wrong, save for entries that contain one of <paramref name="expected"/>.</summary>
    public void AssertNoConsoleErrors(params string[] expected)
    {
        var unexpected = problems.Where(problem => !expected.Any(text => problem.Contains(text, StringComparison.Ordinal))).ToList();
        if (unexpected.Count > 0) Assert.Fail($"The browser reported problems at {Page.Url}:\n{string.Join('\n', unexpected)}");
    }

    /// <summary>Runs the steps; when they throw, leaves a screenshot and the HTML in TestResults.</summary>
    public async Task DoAsync(Func<IPage, Task> steps)
    {
        try
        {
            await steps(Page);
        }
        catch
        {
            await SaveAsync(TestContext.Current.TestMethod?.MethodName ?? "page");
            throw;
        }
    }

    /// <summary>Writes NAME-xxxxxxxx.png, .html and .txt (the problems) to TestResults and says where in the test's output.</summary>
    public async Task SaveAsync(string name)
    {
        var directory = Environment.GetEnvironmentVariable("TEST_RESULTS") is { Length: > 0 } path
            ? path
            : Path.Combine(AppContext.BaseDirectory, "TestResults");
        Directory.CreateDirectory(directory);
        var file = Path.Combine(directory, $"{name}-{Guid.NewGuid().ToString("N")[..8]}");

        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = file + ".png", FullPage = true });
        await File.WriteAllTextAsync(file + ".html", await Page.ContentAsync());
        var focused = await Page.EvaluateAsync<string?>("document.activeElement?.outerHTML.slice(0, 200)");
        await File.WriteAllLinesAsync(file + ".txt", [Page.Url, $"focused: {focused}", .. problems]);
        TestContext.Current.TestOutputHelper?.WriteLine($"Saved {file}.png, .html, .txt");
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();

    private void Listen()
    {
        context.Console += (_, message) =>
        {
            if (message.Type is "error") problems.Enqueue($"console: {message.Text} ({message.Location})");
        };
        context.WebError += (_, error) => problems.Enqueue($"exception: {error.Error}");
        context.RequestFailed += (_, request) =>
        {
            // Leaving a page aborts what it was still loading: no fault.
            if (request.Failure is not "net::ERR_ABORTED") problems.Enqueue($"request: {request.Method} {request.Url}: {request.Failure}");
        };
    }
}
