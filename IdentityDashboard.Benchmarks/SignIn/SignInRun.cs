using System.Diagnostics;
using System.Globalization;
using IdentityDashboard.Benchmarks.Circuits;
using IdentityDashboard.Benchmarks.Lists;
using IdentityDashboard.Benchmarks.Writes;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Identities;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.SignIn;

/// <summary>One round each.</summary>
/// <param name="SignIns">A second, over HTTP.</param>
/// <param name="Checks">A second, of the bare hash on as many threads.</param>
/// <param name="Idle">Milliseconds of each first page of the list while nobody signs in.</param>
/// <param name="Busy">The same while people sign in.</param>
internal sealed record SignInRound(double SignIns, double Checks, double[] Idle, double[] Busy);

/// <summary>The product in a process of its own; people sign in, and a program asks for lists.</summary>
internal sealed class SignInRun(DatabaseChoice choice, int people, int rounds, Action<string> say)
{
    private const string Password = "harbour-lamp-27 of the benchmark";
    private const int SigningIn = 200;
    private const int Browsers = 8;
    private const int Hashes = 40;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);
    private static readonly string NoLimit = int.MaxValue.ToString(CultureInfo.InvariantCulture);

    public async Task<List<SignInRound>> RunAsync()
    {
        var (key, emails) = await PrepareAsync();
        await using var app = await DashboardApp.RunAsync(choice, new Dictionary<string, string>(StringComparer.Ordinal) { ["Api__CallsPerMinute"] = NoLimit, ["Api__CallsAtOnce"] = NoLimit });
        var (http, _) = app.Client();
        using var client = http;
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        using var load = new SignInLoad(client.BaseAddress!, emails, Password);
        using var bare = new BareHashes();
        await load.OpenAsync();
        await load.RateAsync(Browsers, Turn / 4);
        await ListAsync(client, () => false, 200);
        var figures = new List<SignInRound>();
        for (var i = 0; i < rounds; i++)
        {
            var checks = await bare.CheckRateAsync(Hashes);
            var signIns = await load.RateAsync(Browsers, Turn);
            var idle = await ListAsync(client, () => false, 400);
            var signing = load.RateAsync(Browsers, Turn);
            var busy = await ListAsync(client, () => signing.IsCompleted, int.MaxValue);
            await signing;
            say($"round {i + 1}: {signIns:F1} sign-ins a second beside {checks:F1} hashes; list p99 {idle.Percentile(0.99):F1} ms, while signing in {busy.Percentile(0.99):F1}");
            figures.Add(new SignInRound(signIns, checks, idle, busy));
        }

        return figures;
    }

    private static async Task<double[]> ListAsync(HttpClient client, Func<bool> enough, int most)
    {
        var times = new List<double>();
        while (times.Count < most && !enough())
        {
            var start = Stopwatch.GetTimestamp();
            using var answer = (await client.GetAsync(new Uri("/api/v1/identities", UriKind.Relative))).EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            // A program that asks now and then: without a pause it would be the load itself.
            await Task.Delay(5);
        }

        return [.. times];
    }

    private async Task<(string Key, IReadOnlyList<string> Emails)> PrepareAsync()
    {
        await using var product = await ListsCommand.FilledAsync(choice, people, say);
        var place = await BenchPlace.FindAsync(product);
        await using var db = await product.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync();
        var environment = await db.Environments.Where(e => e.Id == place.Environment).Select(e => new { e.ApplicationId }).SingleAsync();
        var root = await db.Nodes.Where(n => n.EnvironmentId == place.Environment && n.ParentId == null).Select(n => n.Id).SingleAsync();
        var role = await db.Roles.Where(r => r.EnvironmentId == place.Environment && r.Name == BuiltInRoles.Admin).Select(r => r.Id).SingleAsync();
        var key = await product.Get<ApiKeyService>().CreateAsync(place.Actor, place.Environment, new NewApiKey("Benchmark", role, root, ExpiresInDays: 1), CancellationToken.None);
        var emails = new List<string>();
        for (var i = 0; i < SigningIn; i++)
        {
            var person = new NewIdentity($"signer.{Guid.NewGuid():N}@example.com", "Sina", "Signer") { Password = Password };
            emails.Add((await product.Get<IdentityService>().CreateAsync(place.Actor, CreateScope.Directory(environment.ApplicationId), person, CancellationToken.None)).Value.Email);
        }

        return (key.Value.Secret, emails);
    }
}
