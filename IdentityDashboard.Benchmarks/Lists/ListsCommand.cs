using IdentityDashboard.Benchmarks.DemoData;
using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.Lists;

/// <summary><c>lists --people 1000000 --database sqlite|postgres|both</c>.</summary>
internal static class ListsCommand
{
    private const int Rounds = 50;

    public static async Task RunAsync(Arguments arguments, string command, TextWriter output)
    {
        arguments.Allow("people", "database", "rounds", "json", "folder", "connection", "only", "markdown");
        var people = arguments.Number("people", 1_000_000);
        var figures = new List<PageFigures>();
        foreach (var choice in BenchDatabases.From(arguments, "bench", people))
        {
            await using var product = await FilledAsync(choice, people, Say);
            figures.AddRange(await new ListsRun(product, choice, people, arguments.Number("rounds", Rounds), arguments.Text("only"), Say).RunAsync());
        }

        var report = ListsReport.Markdown(figures, command);
        await output.WriteLineAsync(report);
        if (arguments.Text("json") is { } json) await File.WriteAllTextAsync(json, ListsReport.ToJson(figures));
        if (arguments.Text("markdown") is { } markdown) await File.WriteAllTextAsync(markdown, report);

        static void Say(string text) => Console.Error.WriteLine(text);
    }

    /// <summary>The product over a database with this many people, which are made if it is empty.</summary>
    public static async Task<ProductHost> FilledAsync(DatabaseChoice choice, int people, Action<string> say)
    {
        var product = await BenchDatabases.OpenAsync(choice);
        await DemoDataCommand.SetUpAsync(product, wanted: null);
        await using var db = await product.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync();
        if (await db.Identities.CountAsync() is var there && there < people)
        {
            if (there > 1) throw new UsageException($"The database has {there} people already; delete it first.");
            await DemoDataCommand.FillAsync(product, people, seed: 1, audit: false, say);
        }

        return product;
    }
}
