using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>Callers that send people who aren't there yet, each caller one call after the other.</summary>
internal sealed class WriteLoad(string key) : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private static readonly string[] First = ["Ada", "Bo", "Clara", "Dmitri", "Esther", "Farid", "Greta", "Hiro", "Ines", "Jonas", "Katarina", "Liam", "Mona", "Nils", "Olga", "Priya"];
    private static readonly string[] Last = ["Andersson", "Becker", "Castellanos", "Dubois", "Eriksen", "Fischer", "Goldberg", "Horvath", "Ivanova", "Jensen", "Kowalski", "Lindqvist", "Moreau", "Nakamura", "Okafor", "Petrov"];
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 }) { Timeout = TimeSpan.FromMinutes(10) };
    private long made;

    /// <returns>People in a second.</returns>
    /// <param name="password">Each person comes with one.</param>
    public async Task<double> ManyAsync(Uri url, int callers, int calls, int perCall, bool password = false)
    {
        var bodies = Enumerable.Range(0, callers * calls).Select(_ => Bytes(new SentPeople([.. Enumerable.Range(0, perCall).Select(_ => Next(password))]))).ToList();
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (var i = 0; i < calls; i++) await PostAsync(url, bodies[(i * callers) + caller]);
        })));
        return callers * calls * perCall / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <returns>People in a second, and how many milliseconds each call took.</returns>
    public async Task<(double Rate, List<double> Took)> SinglesAsync(Uri url, int callers, int calls)
    {
        var bodies = Enumerable.Range(0, callers * calls).Select(_ => Bytes(Next(password: false))).ToList();
        var start = Stopwatch.GetTimestamp();
        var took = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var mine = new List<double>(calls);
            for (var i = 0; i < calls; i++)
            {
                var sent = Stopwatch.GetTimestamp();
                await PostAsync(url, bodies[(i * callers) + caller]);
                mine.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            return mine;
        })));
        return (callers * calls / Stopwatch.GetElapsedTime(start).TotalSeconds, [.. took.SelectMany(t => t)]);
    }

    /// <returns>People in a second, by a loop inside the server.</returns>
    public async Task<double> StockLoopAsync(Uri floor, int count)
    {
        using var answer = await http.PostAsync(new Uri(floor, $"/stock-loop?count={count}"), content: null);
        answer.EnsureSuccessStatusCode();
        return count / double.Parse(await answer.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
    }

    public void Dispose() => http.Dispose();

    private static byte[] Bytes<T>(T body) => JsonSerializer.SerializeToUtf8Bytes(body, Json);

    private SentPerson Next(bool password)
    {
        var n = Interlocked.Increment(ref made);
        var (first, last) = (First[n % First.Length], Last[n / First.Length % Last.Length]);
        return new SentPerson(
            string.Create(CultureInfo.InvariantCulture, $"{first.ToLowerInvariant()}.{last.ToLowerInvariant()}.{n}@people.example"), first, last,
            string.Create(CultureInfo.InvariantCulture, $"+4420{7_946_0000 + (n % 10_000)}"), string.Create(CultureInfo.InvariantCulture, $"emp-{n}"), EmailVerified: true,
            password ? $"{Guid.NewGuid():N}" : null);
    }

    private async Task PostAsync(Uri url, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("X-API-Key", key);
        using var answer = await http.SendAsync(request);
        if (answer.StatusCode is not (System.Net.HttpStatusCode.OK or System.Net.HttpStatusCode.Created)) throw new InvalidOperationException($"{url} answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }
}
