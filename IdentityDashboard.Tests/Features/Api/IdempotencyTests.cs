using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>A call with an Idempotency-Key is done once.</summary>
public sealed class IdempotencyTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_replay_answers_what_the_first_did_and_does_nothing(Database database)
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
        (await client.PostAsync("identities", new { email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee" }, key)).Refused(422, "idempotency_key_reused");
        (await other.PostAsync("identities", body, key)).Refused(409, "email_exists");
        (await client.PostAsync("identities", body, new string('k', 256))).Refused(400, "invalid_idempotency_key");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Twenty_at_once_make_one_person(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        using var client = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        var (key, body) = (Guid.NewGuid().ToString(), new { email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee" });

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => client.PostAsync("identities", body, key)));

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
}
