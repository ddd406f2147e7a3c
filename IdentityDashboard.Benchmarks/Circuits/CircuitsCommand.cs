using System.Globalization;
using System.Net;
using System.Text.Json;

namespace IdentityDashboard.Benchmarks.Circuits;

/// <param name="Before">Heap with only the circuits that warm the app up; <paramref name="After"/> with all.</param>
internal sealed record CircuitFigures(string Page, int Count, long Before, long After)
{
    public double PerCircuit => (double)(After - Before) / Count;
}

/// <summary><c>circuits --count 500</c>: heap per circuit of the Users page beside the stock template's counter page.</summary>
internal static class CircuitsCommand
{
    private const double Most = 2.5;
    private const int WarmUp = 10;
    private const int People = 3_000;
    private const int AtOnce = 8;

    public static async Task RunAsync(Arguments arguments, string command, TextWriter output)
    {
        arguments.Allow("count", "json", "markdown");
        var count = arguments.Number("count", 500);
        CircuitFigures ours, stock;
        await using (var app = await DashboardApp.StartAsync(People))
        {
            var (http, cookies) = await app.SignInAsync();
            using (http) ours = await MeasureAsync("Users page, 50 rows", app.Child, http, cookies, app.PageUrl, DashboardApp.HasRows, count);
        }

        await using (var template = await TemplateApp.StartAsync())
        {
            var (http, cookies) = template.Child.Client();
            using (http) stock = await MeasureAsync("stock template, counter page", template.Child, http, cookies, template.CounterUrl, TemplateApp.HasCounter, count);
        }

        var ratio = ours.PerCircuit / stock.PerCircuit;
        var report = string.Create(CultureInfo.InvariantCulture,
            $"""
             `{command}`

             | page | circuits | heap before MB | heap with all MB | heap per circuit KB |
             | --- | ---: | ---: | ---: | ---: |
             {Row(ours)}
             {Row(stock)}

             - {(ratio <= Most ? "met" : "**not met**")}: a circuit of the Users page at most 2.5 times one of the stock counter page ({ratio:F2} x)

             """);
        await output.WriteLineAsync(report);
        if (arguments.Text("markdown") is { } markdown) await File.WriteAllTextAsync(markdown, report);
        if (arguments.Text("json") is { } json) await File.WriteAllTextAsync(json, JsonSerializer.Serialize(new { ours, stock, ratio }));
    }

    private static string Row(CircuitFigures f) =>
        string.Create(CultureInfo.InvariantCulture, $"| {f.Page} | {f.Count} | {f.Before / 1e6:F1} | {f.After / 1e6:F1} | {f.PerCircuit / 1e3:F0} |");

    private static async Task<CircuitFigures> MeasureAsync(string name, ChildApp app, HttpClient http, CookieContainer cookies, Uri page, Func<string, bool> isRendered, int count)
    {
        var circuits = new List<CircuitClient>();
        try
        {
            await OpenAsync(WarmUp);
            var before = await app.HeapAsync();
            await OpenAsync(count);
            var after = await app.HeapAsync();
            return new CircuitFigures(name, count, before, after);
        }
        finally
        {
            foreach (var circuit in circuits) await circuit.DisposeAsync();
        }

        async Task OpenAsync(int wanted)
        {
            await Parallel.ForEachAsync(Enumerable.Range(0, wanted), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (_, _) =>
            {
                var opened = await CircuitClient.OpenAsync(http, cookies, page, isRendered);
                lock (circuits) circuits.Add(opened);
            });
            await Console.Error.WriteLineAsync($"{name}: {circuits.Count} circuits are open");
        }
    }
}
