using System.Globalization;
using System.Text;
using System.Text.Json;
using IdentityDashboard.Benchmarks.Lists;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>The figures as Markdown, with what was to be reached and whether it was.</summary>
internal static class WritesReport
{
    private const double LeastBulkOfFloor = 0.5;
    private const double LeastBulkOverStock = 20;
    private const double LeastSingleOfFloor = 0.4;
    private const double LeastSingleOverStock = 8;
    private const double MostSingleP99 = 20;
    private const double LeastOfHashes = 0.9;
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    public static string Markdown(IReadOnlyList<WriteFigures> all, string command)
    {
        var text = new StringBuilder();
        foreach (var figures in all) Write(text, figures, command);
        return text.ToString();
    }

    public static string ToJson(IReadOnlyList<WriteFigures> all) => JsonSerializer.Serialize(all, Json);

    private static void Write(StringBuilder text, WriteFigures f, string command)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"### {f.Database}").AppendLine().AppendLine(CultureInfo.InvariantCulture, $"`{command}`").AppendLine()
            .AppendLine("| creating people | a second | product / this | p50 ms | p99 ms |").AppendLine("| --- | ---: | ---: | ---: | ---: |");
        if (f.Bulk.Count > 0)
        {
            Row(text, "bulk-create, 200 a call, 4 callers: the product", f.Bulk, null, null);
            Row(text, "the same rows by prepared statements behind Kestrel", f.BulkFloor, f.Bulk, null);
            Row(text, "a loop of UserManager.CreateAsync", f.BulkStock, f.Bulk, null);
        }

        if (f.Single.Count > 0)
        {
            Row(text, "single create, 32 connections: the product", f.Single, null, f.SingleTook);
            Row(text, "the same rows by prepared statements behind Kestrel, committed in groups", f.SingleFloor, f.Single, f.SingleFloorTook);
            Row(text, "UserManager.CreateAsync behind Kestrel", f.SingleStock, f.Single, null);
        }

        if (f.Passwords.Count > 0)
        {
            Row(text, "bulk-create with passwords: the product", f.Passwords, null, null);
            Row(text, "hashes alone, as many threads", f.Hashes, f.Passwords, null);
        }

        text.AppendLine();
        if (f.Bulk.Count > 0)
        {
            Said(text, Over(f.Bulk, f.BulkFloor), LeastBulkOfFloor, "bulk-create at least 0.5 of prepared statements");
            Said(text, Over(f.Bulk, f.BulkStock), LeastBulkOverStock, "bulk-create at least 20 times a UserManager loop");
        }

        if (f.Single.Count > 0)
        {
            Said(text, Over(f.Single, f.SingleFloor), LeastSingleOfFloor, "single create at least 0.4 of prepared statements committed in groups");
            Said(text, Over(f.Single, f.SingleStock), LeastSingleOverStock, "single create at least 8 times UserManager behind Kestrel");
            var p99 = f.SingleTook.Percentile(0.99);
            text.AppendLine(CultureInfo.InvariantCulture, $"- {(p99 <= MostSingleP99 ? "met" : "**not met**")}: p99 of a single create at most {MostSingleP99} ms with 32 connections ({p99:F1} ms)");
        }

        if (f.Passwords.Count > 0) Said(text, Over(f.Passwords, f.Hashes), LeastOfHashes, "passwords at least 0.9 of the bare hash rate");
        text.AppendLine();
    }

    private static double Over(List<double> product, List<double> other) => product.Median() / other.Median();

    private static void Row(StringBuilder text, string what, List<double> rate, List<double>? product, List<double>? took) => text.AppendLine(CultureInfo.InvariantCulture,
        $"| {what} | {rate.Median():N0} | {(product is null ? "" : Over(product, rate).ToString("F2", CultureInfo.InvariantCulture))} | {Ms(took, 0.5)} | {Ms(took, 0.99)} |");

    private static string Ms(List<double>? took, double share) => took is null ? "" : took.Percentile(share).ToString("F1", CultureInfo.InvariantCulture);

    private static void Said(StringBuilder text, double ratio, double least, string goal) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"- {(ratio >= least ? "met" : "**not met**")}: {goal} ({ratio:F2})");
}
