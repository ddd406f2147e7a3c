using System.Diagnostics;
using System.Globalization;
using IdentityDashboard.Benchmarks.Circuits;
using IdentityDashboard.Benchmarks.Lists;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.ApiKeys;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.Api;

/// <summary>Calls of one kind over HTTP: milliseconds of each, from sending to the last byte.</summary>
internal sealed record ApiListFigures(string Database, string Case, double[] Times);

/// <summary>The product in a process of its own, asked by one program, one call after the other.</summary>
internal sealed class ApiListsRun(DatabaseChoice choice, int people, int calls, Action<string> say)
{
    private const int WarmUp = 100;
    private static readonly string NoLimit = int.MaxValue.ToString(CultureInfo.InvariantCulture);

    public async Task<List<ApiListFigures>> RunAsync()
    {
        var asked = await PrepareAsync();
        await using var app = await DashboardApp.RunAsync(choice, new Dictionary<string, string>(StringComparer.Ordinal) { ["Api__CallsPerMinute"] = NoLimit, ["Api__CallsAtOnce"] = NoLimit });
        var (http, _) = app.Client();
        using var client = http;
        client.DefaultRequestHeaders.Add("X-API-Key", asked.Key);
        return
        [
            await MeasureAsync(client, "first page, 50 people", "identities"),
            await MeasureAsync(client, "the pages after it, one by one", "identities", follow: true),
            await MeasureAsync(client, $"search “{asked.Rare}” (rare)", $"identities?search={Uri.EscapeDataString(asked.Rare)}"),
            await MeasureAsync(client, $"search “{asked.Common}” (common)", $"identities?search={Uri.EscapeDataString(asked.Common)}"),
            await MeasureAsync(client, "one person", $"identities/{asked.Person}"),
        ];
    }

    private async Task<ApiListFigures> MeasureAsync(HttpClient client, string name, string path, bool follow = false)
    {
        var (times, next) = (new List<double>(), $"/api/v1/{path}");
        for (var i = -WarmUp; i < calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = (await client.GetAsync(new Uri(next, UriKind.Relative))).EnsureSuccessStatusCode();
            if (i >= 0) times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (follow && answer.Headers.TryGetValues("Link", out var link)) next = link.First().Split('<', '>')[1];
        }

        say($"{name}: {times.Median():F1} ms, p99 {times.Percentile(0.99):F1}");
        return new ApiListFigures(choice.IsPostgres ? "PostgreSQL" : "SQLite", name, [.. times]);
    }

    /// <summary>A key that may read everybody, and whom to ask for.</summary>
    private async Task<Asked> PrepareAsync()
    {
        await using var product = await ListsCommand.FilledAsync(choice, people, say);
        var place = await BenchPlace.FindAsync(product);
        await using var db = await product.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync();
        var root = await db.Nodes.Where(n => n.EnvironmentId == place.Environment && n.ParentId == null).Select(n => n.Id).SingleAsync();
        var role = await db.Roles.Where(r => r.EnvironmentId == place.Environment && r.Name == BuiltInRoles.Admin).Select(r => r.Id).SingleAsync();
        var key = await product.Get<ApiKeyService>().CreateAsync(place.Actor, place.Environment, new NewApiKey("Benchmark", role, root, ExpiresInDays: 1), CancellationToken.None);
        var person = await db.Identities.Where(i => i.AccountId == place.Actor.AccountId && i.LastName.Length > 8).OrderByDescending(i => i.Id).FirstAsync();
        return new Asked(key.Value.Secret, person.Email!, person.LastName, person.Id);
    }

    private sealed record Asked(string Key, string Rare, string Common, Guid Person);
}
