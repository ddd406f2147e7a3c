using IdentityDashboard.Benchmarks.DemoData;
using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.Evaluate;

/// <summary><c>evaluate --people 1000000 --database sqlite|postgres|both</c>.</summary>
internal static class EvaluateCommand
{
    private const int Rounds = 30;
    private const int Callers = 16;

    public static async Task RunAsync(Arguments arguments, string command, TextWriter output)
    {
        arguments.Allow("people", "database", "rounds", "callers", "json", "folder", "connection", "markdown");
        var people = arguments.Number("people", 1_000_000);
        if (people < 10_000) throw new UsageException("--people begins at 10,000: fewer make no tree to speak of.");
        var figures = new List<EvaluateFigures>();
        foreach (var choice in BenchDatabases.From(arguments, "evaluate", people))
        {
            await using var product = await FilledAsync(choice, people);
            figures.Add(await new EvaluateRun(product, choice, arguments.Number("rounds", Rounds), arguments.Number("callers", Callers), Say).RunAsync());
        }

        var report = EvaluateReport.Markdown(figures, command);
        await output.WriteLineAsync(report);
        if (arguments.Text("json") is { } json) await File.WriteAllTextAsync(json, EvaluateReport.ToJson(figures));
        if (arguments.Text("markdown") is { } markdown) await File.WriteAllTextAsync(markdown, report);
    }

    private static void Say(string text) => Console.Error.WriteLine(text);

    private static async Task<ProductHost> FilledAsync(DatabaseChoice choice, int people)
    {
        var product = await BenchDatabases.OpenAsync(choice);
        await DemoDataCommand.SetUpAsync(product, wanted: null);
        await using var db = await product.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync();
        if (await db.Identities.CountAsync() is var there && there >= people) return product;
        if (there > 1) throw new UsageException($"The database has {there} people already; delete it first.");
        await EvaluateFill.RunAsync(db, people, Say);
        return product;
    }
}
