using System.Globalization;
using System.Text;
using IdentityDashboard.Benchmarks.Lists;

namespace IdentityDashboard.Benchmarks.SignIn;

/// <summary><c>sign-in --people 1000000 --database sqlite|postgres|both --rounds 5</c>.</summary>
internal static class SignInCommand
{
    private const double LeastRate = 0.95;
    private const double MostSlower = 2;

    public static async Task RunAsync(Arguments arguments, string command, TextWriter output)
    {
        arguments.Allow("people", "database", "rounds", "folder", "connection", "markdown");
        var report = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"`{command}`").AppendLine()
            .AppendLine("| database | sign-ins a second | bare hashes a second | ratio | list p99, ms | while signing in | ratio |").AppendLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        var people = arguments.Number("people", 1_000_000);
        foreach (var choice in BenchDatabases.From(arguments, "bench", people))
        {
            var rounds = await new SignInRun(choice, people, arguments.Number("rounds", 3), text => Console.Error.WriteLine(text)).RunAsync();
            report.AppendLine(Row(choice.IsPostgres ? "PostgreSQL" : "SQLite", rounds));
        }

        report.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"Medians of the rounds, ratios within each. To reach: at least {LeastRate} of the hash rate, lists at most {MostSlower} x.");
        await output.WriteLineAsync(report.ToString());
        if (arguments.Text("markdown") is { } markdown) await File.WriteAllTextAsync(markdown, report.ToString());
    }

    private static string Row(string database, List<SignInRound> rounds)
    {
        double Of(Func<SignInRound, double> figure) => rounds.Select(figure).ToArray().Median();
        var (rate, slower) = (Of(r => r.SignIns / r.Checks), Of(r => r.Busy.Percentile(0.99) / r.Idle.Percentile(0.99)));
        return string.Create(CultureInfo.InvariantCulture,
            $"| {database} | {Of(r => r.SignIns):F1} | {Of(r => r.Checks):F1} | {rate:F2}{(rate < LeastRate ? ", not met" : "")} | {Of(r => r.Idle.Percentile(0.99)):F1} | {Of(r => r.Busy.Percentile(0.99)):F1} | {slower:F2}{(slower > MostSlower ? ", not met" : "")} |");
    }
}
