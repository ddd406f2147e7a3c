using System.Globalization;
using System.Text;
using System.Text.Json;
using IdentityDashboard.Benchmarks.Lists;

namespace IdentityDashboard.Benchmarks.Evaluate;

/// <summary>The figures as Markdown, with what was to be reached and whether it was.</summary>
internal static class EvaluateReport
{
    private const double LeastOfRaw = 0.4;
    private const double MostTogether = 5;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static string Markdown(IReadOnlyList<EvaluateFigures> all, string command)
    {
        var text = new StringBuilder();
        foreach (var f in all) Write(text, f, command);
        return text.ToString();
    }

    public static string ToJson(IReadOnlyList<EvaluateFigures> all) => JsonSerializer.Serialize(all.Select(f => new
    {
        f.Database, f.Sizes, f.Allowed, f.Callers, product = f.Product.Median(), fresh = f.Fresh.Median(), raw = f.Raw.Median(), ratio = Ratio(f),
        together = new { median = f.Together.Median(), p99 = f.Together.Percentile(0.99) }, togetherFresh = new { median = f.TogetherFresh.Median(), p99 = f.TogetherFresh.Percentile(0.99) },
        togetherRaw = new { median = f.TogetherRaw.Median(), p99 = f.TogetherRaw.Percentile(0.99) },
        f.Moved, f.Moves,
    }), Json);

    private static void Write(StringBuilder text, EvaluateFigures f, string command)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"### {f.Database}").AppendLine().AppendLine(CultureInfo.InvariantCulture, $"`{command}`").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{f.Sizes[0]:N0} people, {f.Sizes[1]:N0} nodes, {f.Sizes[2]:N0} assignments, {f.Sizes[3]:N0} groups inside each other with {f.Sizes[4]:N0} memberships; {f.Allowed:P0} of the questions are answered by yes.").AppendLine()
            .AppendLine("| who may do what | a second | of by hand | ms, median | ms, p99 |").AppendLine("| --- | ---: | ---: | ---: | ---: |")
            .AppendLine(Row("one prepared statement by hand", f.Raw.Median(), null, null))
            .AppendLine(Row("the product, within an operation", f.Product.Median(), Ratio(f), null))
            .AppendLine(Row("the product, an operation for each question", f.Fresh.Median(), f.Fresh.Median() / f.Raw.Median(), null))
            .AppendLine(Row($"{f.Callers} callers at once, within operations", null, null, f.Together))
            .AppendLine(Row($"{f.Callers} callers at once, an operation for each question", null, null, f.TogetherFresh))
            .AppendLine(Row($"{f.Callers} callers at once, each with the statement by hand", null, null, f.TogetherRaw))
            .AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"A subtree of {f.Moved:N0} nodes moves in one transaction in {f.Moves.Median():N0} ms ({f.Moves.Length} moves, {f.Moves.Max():N0} ms at most).").AppendLine()
            .AppendLine(Said(Ratio(f) >= LeastOfRaw, $"at least {LeastOfRaw.ToString(CultureInfo.InvariantCulture)} of the rate of one prepared statement by hand, medians of rounds in turn", $"{Number(Ratio(f))}"))
            .AppendLine(Said(f.Together.Percentile(0.99) <= MostTogether, $"p99 at most {MostTogether} ms with {f.Callers} callers", $"{Number(f.Together.Percentile(0.99))} ms"))
            .AppendLine();
    }

    private static double Ratio(EvaluateFigures f) => f.Product.Median() / f.Raw.Median();

    private static string Row(string what, double? rate, double? ratio, double[]? times) => string.Create(CultureInfo.InvariantCulture,
        $"| {what} | {rate:N0} | {(ratio is { } r ? Number(r) : "")} | {(times is null ? "" : Number(times.Median()))} | {(times is null ? "" : Number(times.Percentile(0.99)))} |");

    private static string Number(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    private static string Said(bool met, string goal, string figure) => $"- {(met ? "met" : "**not met**")}: {goal} ({figure})";
}
