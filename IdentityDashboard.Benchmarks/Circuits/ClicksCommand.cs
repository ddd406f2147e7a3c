using System.Globalization;
using System.Net;
using System.Text.Json;
using IdentityDashboard.Benchmarks.Lists;
using Microsoft.Playwright;

namespace IdentityDashboard.Benchmarks.Circuits;

/// <summary><c>clicks --busy 100</c>: a person's clicks while others work, and what the page weighs when nothing is cached.</summary>
internal static class ClicksCommand
{
    private const double MostMilliseconds = 50;
    private const double MostKilobytes = 300;
    private const int People = 3_000;
    private static readonly string[] Acts = ["", "?q=an", "?q=son", "?sort=email", "?sort=name&dir=desc", "?q=mar&sort=email", "?status=suspended"];
    private const int Seconds = 10;

    public static async Task RunAsync(Arguments arguments, string command, TextWriter output)
    {
        arguments.Allow("busy", "clicks", "pause", "json", "markdown");
        var (busy, clicks) = (arguments.Number("busy", 100), arguments.Number("clicks", 200));
        var pause = TimeSpan.FromSeconds(arguments.Number("pause", Seconds));
        await using var app = await DashboardApp.StartAsync(People);
        var (http, cookies) = await app.SignInAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Environment.GetEnvironmentVariable("TEST_CHROMIUM") ?? "/usr/bin/chromium",
            ChromiumSandbox = false,
            Args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var cold = await ColdAsync(browser, app, cookies);
        var quiet = await ClickAsync(browser, app, cookies, clicks);
        using var end = new CancellationTokenSource();
        var workers = await BusyAsync(http, cookies, app, busy, pause, end.Token);
        var loaded = await ClickAsync(browser, app, cookies, clicks);
        await end.CancelAsync();
        var acts = await Task.WhenAll(workers);
        http.Dispose();

        var report = Report(command, busy, pause, acts.Sum(), cold, quiet, loaded);
        await output.WriteLineAsync(report);
        if (arguments.Text("markdown") is { } markdown) await File.WriteAllTextAsync(markdown, report);
        if (arguments.Text("json") is { } json) await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { cold.Http, cold.Socket, quiet, loaded }));
    }

    private static string Report(string command, int busy, TimeSpan pause, int acts, (double Http, double Socket) cold, Dictionary<string, List<double>> quiet, Dictionary<string, List<double>> loaded)
    {
        var all = loaded.Values.SelectMany(v => v).ToList();
        var rows = loaded.Select(l => Row(l.Key, quiet[l.Key], l.Value)).Append(Row("all", [.. quiet.Values.SelectMany(v => v)], all));
        var met = all.Percentile(0.99) < MostMilliseconds;
        return string.Create(CultureInfo.InvariantCulture,
            $"""
             `{command}`

             | click to DOM | clicks | alone p50 ms | alone p99 ms | with {busy} busy circuits p50 ms | p99 ms |
             | --- | ---: | ---: | ---: | ---: | ---: |
             {string.Join(Environment.NewLine, rows)}

             The busy circuits searched, sorted and filtered {acts} times meanwhile, each once every {pause.TotalSeconds:F0} s.

             | cold transfer of the Users page | KB |
             | --- | ---: |
             | over HTTP, nothing cached | {cold.Http:F0} |
             | rows over the WebSocket, before its compression | {cold.Socket:F0} |

             - {(met ? "met" : "**not met**")}: click to DOM p99 under 50 ms with {busy} circuits busy ({all.Percentile(0.99):F1} ms)
             - {(cold.Http <= MostKilobytes ? "met" : "**not met**")}: cold transfer of the page at most 300 KB ({cold.Http:F0} KB over HTTP)

             """);
    }

    private static string Row(string name, List<double> quiet, List<double> loaded) => string.Create(CultureInfo.InvariantCulture,
        $"| {name} | {loaded.Count} | {quiet.Median():F1} | {quiet.Percentile(0.99):F1} | {loaded.Median():F1} | {loaded.Percentile(0.99):F1} |");

    /// <summary>Circuits that go to another search, order or filter every so often, not in step with each other.</summary>
    /// <returns>Tasks that end with the number of acts.</returns>
    private static async Task<List<Task<int>>> BusyAsync(HttpClient http, CookieContainer cookies, DashboardApp app, int busy, TimeSpan pause, CancellationToken ct)
    {
        var workers = new List<Task<int>>();
        for (var i = 0; i < busy; i++)
        {
            var circuit = await CircuitClient.OpenAsync(http, cookies, app.PageUrl, DashboardApp.HasRows);
            workers.Add(WorkAsync(circuit, i));
        }

        return workers;

        async Task<int> WorkAsync(CircuitClient circuit, int start)
        {
            await using var _ = circuit;
            var acts = 0;
            try
            {
                await Task.Delay(pause * (start % 20 / 20.0), ct);
                for (; !ct.IsCancellationRequested; acts++)
                {
                    await circuit.GoAsync(new Uri(app.Child.Url, DashboardApp.Page + Acts[(start + acts) % Acts.Length]));
                    await Task.Delay(pause, ct);
                }
            }
            catch (OperationCanceledException)
            {
                // The measuring is over.
            }

            return acts;
        }
    }

    private static async Task<(double Http, double Socket)> ColdAsync(IBrowser browser, DashboardApp app, CookieContainer cookies)
    {
        await using var context = await ContextAsync(browser, app, cookies);
        var page = await context.NewPageAsync();
        var network = await context.NewCDPSessionAsync(page);
        double http = 0, socket = 0;
        network.Event("Network.loadingFinished").OnEvent += (_, e) => http += e!.Value.GetProperty("encodedDataLength").GetDouble();
        network.Event("Network.webSocketFrameReceived").OnEvent += (_, e) => socket += e!.Value.GetProperty("response").GetProperty("payloadData").GetString()!.Length * 0.75;
        await network.SendAsync("Network.enable");
        await OpenAsync(page, app);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return (http / 1000, socket / 1000);
    }

    /// <summary>Clicks one after the other; each is timed in the page, from the click's event to the change that answers it.</summary>
    private static async Task<Dictionary<string, List<double>>> ClickAsync(IBrowser browser, DashboardApp app, CookieContainer cookies, int clicks)
    {
        await using var context = await ContextAsync(browser, app, cookies);
        var page = await context.NewPageAsync();
        await OpenAsync(page, app);
        await page.EvaluateAsync(ClickTimer.Script);
        var acts = new List<(string Name, ILocator Target, string Answer)>
        {
            ("open a row's menu", page.GetByLabel("Actions for ").First, "menu"),
            ("next page", page.GetByRole(AriaRole.Button, new() { Name = "Next", Exact = true }), "rows"),
        };
        var pick = page.Locator("table tbody input[type=checkbox]").First;
        if (await pick.CountAsync() > 0) acts.Insert(0, ("tick a row", pick, "row"));

        var took = acts.ToDictionary(a => a.Name, _ => new List<double>(), StringComparer.Ordinal);
        for (var i = -acts.Count; i < clicks; i++)
        {
            var (name, target, answer) = acts[(i + acts.Count) % acts.Count];
            if (answer == "rows" && !await target.IsEnabledAsync()) await OpenAsync(page, app, ClickTimer.Script);
            var milliseconds = await ClickAsync(page, target, answer);
            // The first round warms up; a page just opened may not listen yet.
            for (var more = 0; milliseconds < 0 && i < 0 && more < 5; more++) milliseconds = await ClickAsync(page, target, answer);
            if (milliseconds < 0) throw new InvalidOperationException($"A click to {name} wasn't answered within 5 seconds.");
            if (i >= 0) took[name].Add(milliseconds);
        }

        return took;
    }

    private static async Task<double> ClickAsync(IPage page, ILocator target, string answer)
    {
        await page.EvaluateAsync("answer => clickTimer.await(answer)", answer);
        await target.ClickAsync();
        var milliseconds = await page.EvaluateAsync<double>("() => clickTimer.answered");
        if (answer != "menu" || milliseconds < 0) return milliseconds;
        await page.Locator("[role=menu] :focus").WaitForAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("[role=menu]").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
        return milliseconds;
    }

    private static async Task<IBrowserContext> ContextAsync(IBrowser browser, DashboardApp app, CookieContainer cookies)
    {
        var context = await browser.NewContextAsync(new() { ViewportSize = new() { Width = 1440, Height = 900 } });
        await context.AddCookiesAsync(cookies.GetCookies(app.Child.Url).Select(c => new Microsoft.Playwright.Cookie { Name = c.Name, Value = c.Value, Domain = app.Child.Url.Host, Path = "/" }));
        return context;
    }

    private static async Task OpenAsync(IPage page, DashboardApp app, string? script = null)
    {
        await page.GotoAsync(app.PageUrl.ToString());
        await page.Locator("table tbody tr").Nth(49).WaitForAsync();
        if (script is not null) await page.EvaluateAsync(script);
    }
}
