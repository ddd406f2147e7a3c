using System.Net.Sockets;
using System.Text;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>A call with an Idempotency-Key is done once.</summary>
public sealed class IdempotencyTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R9_A_replay_answers_what_the_first_did_and_does_nothing_also_after_a_restart(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);
        using var other = await ApiClient.WithKeyAsync(app, account);
        var (key, body) = (Guid.NewGuid().ToString(), new { email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee" });

        var first = await client.PostAsync("identities", body, key);
        var again = await client.PostAsync("identities", body, key);

        Assert.Equal(201, first.Status);
        Assert.Equal((first.Status, first.Text, first.Headers["Location"], first.Headers["ETag"]), (again.Status, again.Text, again.Headers["Location"], again.Headers["ETag"]));
        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
        Assert.False(first.Headers.ContainsKey("Idempotency-Replayed"));
        await using var restarted = app.Beside();
        using var later = client.At(restarted);
        Assert.Equal((first.Status, first.Text), await later.PostAsync("identities", body, key) is var reply ? (reply.Status, reply.Text) : default);
        (await client.PostAsync("identities", new { email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee" }, key)).Refused(422, "idempotency_key_reused");
        (await other.PostAsync("identities", body, key)).Refused(409, "email_exists");
        (await client.PostAsync("identities", body, new string('k', 256))).Refused(400, "invalid_idempotency_key");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R9_Fifty_at_once_make_one_person(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var client = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        var (key, body) = (Guid.NewGuid().ToString(), new { email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee" });

        var replies = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => client.PostAsync("identities", body, key)));

        Assert.All(replies, r => Assert.True(r.Status == 201 || r.Code == "idempotency_in_progress", r.Text));
        Assert.Single(replies, r => r.Status == 201 && !r.Headers.ContainsKey("Idempotency-Replayed"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_refusal_is_replayed_too(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var client = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        var key = Guid.NewGuid().ToString();

        (await client.PostAsync("identities", new { email = "nobody" }, key)).Refused(422, "validation_failed");
        var again = (await client.PostAsync("identities", new { email = "nobody" }, key)).Refused(422, "validation_failed");

        Assert.Equal("true", again.Headers["Idempotency-Replayed"]);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R9_A_call_that_is_still_under_way_is_waited_for_until_whoever_made_it_is_gone(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var client = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        var (key, body) = (Guid.NewGuid().ToString(), new { email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee" });
        await client.PostAsync("identities", body, key);

        await UnderWayAsync(DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal("1", (await client.PostAsync("identities", body, key)).Refused(409, "idempotency_in_progress").Headers["Retry-After"]);

        await UnderWayAsync(DateTimeOffset.UtcNow.AddMinutes(-1));
        (await client.PostAsync("identities", body, key)).Refused(409, "email_exists");

        Task<int> UnderWayAsync(DateTimeOffset until) => app.QueryAsync(db => db.IdempotencyKeys.Where(r => r.Key == key)
            .ExecuteUpdateAsync(s => s.SetProperty(r => r.Status, (int?)null).SetProperty(r => r.Answer, (byte[]?)null).SetProperty(r => r.LeasedUntil, until)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R10_Who_lost_the_connection_and_asks_again_makes_no_second_person(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);
        var (key, email) = (Guid.NewGuid().ToString(), AccountSetup.Email());
        var body = new { email, first_name = "Pat", last_name = "Lee" };

        using (var wire = new TcpClient())
        {
            await wire.ConnectAsync(client.Http.BaseAddress!.Host, client.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
            await wire.GetStream().WriteAsync(Encoding.ASCII.GetBytes(client.Raw("identities", body, key)), TestContext.Current.CancellationToken);
            while (!await app.QueryAsync(db => db.Identities.AnyAsync(i => i.AccountId == account.Id && i.Email == email))) await Task.Delay(5, TestContext.Current.CancellationToken);
            // Reset, not closed: nothing of the answer is read.
            wire.Client.LingerState = new LingerOption(enable: true, seconds: 0);
        }

        ApiReply reply;
        while ((reply = await client.PostAsync("identities", body, key)).Code == "idempotency_in_progress") await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.True(reply.Status == 201 && reply.Headers.ContainsKey("Idempotency-Replayed"), reply.Text);
        Assert.Equal(1, await app.QueryAsync(db => db.Identities.CountAsync(i => i.AccountId == account.Id && i.Email == email)));
    }
}
