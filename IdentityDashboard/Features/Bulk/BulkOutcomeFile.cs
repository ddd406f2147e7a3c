using System.Globalization;
using System.Text;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Bulk;

/// <summary>What became of everybody, as a CSV file, read page by page while it is sent.</summary>
internal static class BulkOutcomeFile
{
    private const int Part = 2000;
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r'];

    public static async Task<IResult> GetAsync(Guid id, HttpContext http, BulkQueries queries, CancellationToken ct)
    {
        if (http.User.ToActor(http.Connection.RemoteIpAddress?.ToString()) is not { } actor) return Results.Unauthorized();
        var found = await queries.GetAsync(actor, id, ct);
        return found.Succeeded
            ? Results.Stream(stream => WriteAsync(stream, actor, found.Value, queries, ct), "text/csv; charset=utf-8", $"outcome-{found.Value.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd-HHmm", CultureInfo.InvariantCulture)}.csv")
            : Results.NotFound();
    }

    private static async Task WriteAsync(Stream stream, Actor actor, BulkJobView job, BulkQueries queries, CancellationToken ct)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await writer.WriteAsync("id,name,outcome,reason\r\n");
        var after = -1;
        while (true)
        {
            var page = await queries.RowsAsync(actor, job.Id, null, after, Part, ct);
            foreach (var row in page.Items) await writer.WriteAsync($"{row.TargetId},{Cell(row.Name)},{Outcome(row.Outcome, job.State)},{Cell(row.Reason ?? "")}\r\n");
            await writer.FlushAsync(ct);
            if (page.Next is null) return;
            after = page.Items[^1].Position;
        }
    }

    private static string Outcome(BulkOutcome outcome, BulkJobState state) => outcome switch
    {
        BulkOutcome.Done => "done",
        BulkOutcome.Skipped => "skipped",
        _ => state == BulkJobState.Cancelled ? "not done (cancelled)" : "waiting",
    };

    /// <summary>A name that a spreadsheet would take for a formula is made text.</summary>
    private static string Cell(string text)
    {
        var safe = text.Length > 0 && Formula.Contains(text[0]) ? $"'{text}" : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
