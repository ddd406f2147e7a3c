using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using IdentityDashboard.Benchmarks.Circuits;

namespace IdentityDashboard.Benchmarks.Imports;

/// <summary>Sends files to the product and asks it for lists, over HTTP with an API key.</summary>
internal sealed class ImportLoad : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly HttpClient http;

    public ImportLoad(ChildApp product, string key)
    {
        http = product.Client().Http;
        http.Timeout = TimeSpan.FromHours(2);
        http.DefaultRequestHeaders.Add("X-API-Key", key);
    }

    /// <returns>Once everybody is listed and found, and how long it took: all of it, and up to the end of the check.</returns>
    public async Task<(TimeSpan Took, TimeSpan Checked)> ImportAsync(string path, int rows, string series)
    {
        var start = Stopwatch.GetTimestamp();
        var id = await SendAsync(path);
        TimeSpan? seen = null;
        while (await ProgressAsync(id) is var (state, done) && state != "finished")
        {
            if (state is not ("checking" or "running")) throw new InvalidOperationException($"The import ended as {state}.");
            if (state == "running") seen ??= Stopwatch.GetElapsedTime(start);
            await Task.Delay(Look);
        }

        await FindAsync(PeopleCsv.Address(rows - 1, series));
        return (Stopwatch.GetElapsedTime(start), seen ?? Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Calls one after the other, until <paramref name="until"/> has ended, or <paramref name="calls"/> of them.</summary>
    /// <returns>Milliseconds of each.</returns>
    public async Task<double[]> ListAsync(string path, int calls, Task? until = null)
    {
        var (times, next) = (new List<double>(), $"/api/v1/{path}");
        while (until is { IsCompleted: false } || (until is null && times.Count < calls))
        {
            if (times.Count >= calls) break;
            var start = Stopwatch.GetTimestamp();
            using var answer = (await http.GetAsync(new Uri(next, UriKind.Relative))).EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return [.. times];
    }

    public void Dispose() => http.Dispose();

    private async Task<string> SendAsync(string path)
    {
        await using var file = File.OpenRead(path);
        using var content = new StreamContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        using var answer = await http.PostAsync(new Uri("/api/v1/imports?file_name=people.csv", UriKind.Relative), content);
        using var json = await ReadAsync(answer);
        return json.RootElement.GetProperty("id").GetString()!;
    }

    private async Task<(string State, int Done)> ProgressAsync(string id)
    {
        using var answer = await http.GetAsync(new Uri($"/api/v1/imports/{id}", UriKind.Relative));
        using var json = await ReadAsync(answer);
        var progress = json.RootElement.GetProperty("progress");
        if (progress.GetProperty("failed").GetInt32() + progress.GetProperty("skipped").GetInt32() > 0) throw new InvalidOperationException($"Rows weren't imported: {json.RootElement}");
        return (json.RootElement.GetProperty("state").GetString()!, progress.GetProperty("done").GetInt32());
    }

    private async Task FindAsync(string address)
    {
        using var answer = await http.GetAsync(new Uri($"/api/v1/identities?search={Uri.EscapeDataString(address)}", UriKind.Relative));
        using var json = await ReadAsync(answer);
        if (json.RootElement.GetProperty("items").GetArrayLength() != 1) throw new InvalidOperationException($"{address} isn't found.");
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text) : throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{(int)answer.StatusCode}: {text}"));
    }
}
