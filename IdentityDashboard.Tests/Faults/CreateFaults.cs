using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Faults;

/// <summary>Who was answered 201 is there after kill -9, each once, with all that belongs to them (R3).</summary>
public sealed class CreateFaults
{
    private const int Callers = 16;
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Killed_while_many_create_it_has_everybody_it_answered_for(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        using var keyed = await ApiClient.WithKeyAsync(app, account);
        var (acknowledged, target) = (new ConcurrentBag<Guid>(), Random.Shared.Next(50, 400));
        await using var child = ChildApp.Start(app);
        using var http = new HttpClient { BaseAddress = await child.Url };
        http.DefaultRequestHeaders.Add("X-API-Key", keyed.Http.DefaultRequestHeaders.GetValues("X-API-Key"));

        var callers = Enumerable.Range(0, Callers).Select(_ => CreateUntilItDiesAsync(http, acknowledged)).ToList();
        while (acknowledged.Count < target && !callers.TrueForAll(c => c.IsCompleted)) await Task.Delay(5, Ct);
        await child.KillAsync();
        await Task.WhenAll(callers);
        TestContext.Current.TestOutputHelper?.WriteLine($"{database}: killed after {acknowledged.Count} were answered");

        Assert.True(acknowledged.Count >= target, "It died by itself.");
        var ids = acknowledged.ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal(ids.Count, await app.QueryAsync(db => db.Identities.CountAsync(i => ids.Contains(i.Id), Ct)));
        Assert.Equal(ids.Count, await app.QueryAsync(db => db.AppMemberships.CountAsync(m => ids.Contains(m.IdentityId), Ct)));
        // Those it didn't get to answer may be there too, but never by halves.
        var made = await app.QueryAsync(db => db.Identities.Where(i => i.AccountId == account.Id && i.FirstName == "Fay").Select(i => i.Id).ToListAsync(Ct));
        Assert.Equal(made.Order(), (await app.QueryAsync(db => db.AuditEntries.Where(e => e.AccountId == account.Id && e.Action == AuditActions.UserCreated && made.Contains(e.TargetId)).Select(e => e.TargetId).ToListAsync(Ct))).Order());
    }

    private static async Task CreateUntilItDiesAsync(HttpClient http, ConcurrentBag<Guid> acknowledged)
    {
        try
        {
            while (true)
            {
                using var answer = await http.PostAsJsonAsync("/api/v1/identities", new { email = AccountSetup.Email(), first_name = "Fay", last_name = "Kill" }, Ct);
                if (answer.StatusCode != HttpStatusCode.Created) return;
                acknowledged.Add((await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("id").GetGuid());
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            // It is dead.
        }
    }
}
