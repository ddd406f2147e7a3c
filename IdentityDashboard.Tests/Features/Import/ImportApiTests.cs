using System.Net.Http.Headers;
using System.Text;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Import;

/// <summary>/imports of the REST API.</summary>
public sealed class ImportApiTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_file_is_sent_checked_and_run_and_every_row_is_told_of(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);

        var sent = await client.PostTextAsync("imports?file_name=../hr/people.csv", "email,first_name,last_name\r\na@rest.example,Ana,Lee\r\nnonsense,No,Body\r\nb@rest.example,Ben,Ode\r\n", "text/csv");
        var ended = await UntilAsync(client, sent, "finished");
        var first = await client.GetAsync($"imports/{ended["id"]}/rows?take=2");
        var second = await client.GetAsync(first.Headers["Link"].Split('<', '>')[1]);
        var failed = await client.GetAsync($"imports/{ended["id"]}/rows?outcome=failed");
        var errors = await client.GetAsync($"imports/{ended["id"]}/errors.csv");

        Assert.Equal(202, sent.Status);
        Assert.Equal(("people.csv", "create"), (sent["file_name"].GetString(), sent["mode"].GetString()));
        Assert.Equal("""{"total":3,"done":2,"failed":1,"skipped":0}""", ended["progress"].GetRawText());
        Assert.Equal(["created", "failed"], first["items"].EnumerateArray().Select(r => r.GetProperty("outcome").GetString()));
        Assert.Equal(4, second["items"][0].GetProperty("line").GetInt32());
        Assert.Equal(("email", 3), (failed["items"][0].GetProperty("field").GetString(), failed["items"][0].GetProperty("line").GetInt32()));
        Assert.Contains("nonsense,No,Body,", errors.Text, StringComparison.Ordinal);
        Assert.Single((await client.GetAsync("imports"))["items"].EnumerateArray());
        Assert.Equal(200, (await client.GetAsync($"identities/{first["items"][0].GetProperty("id")}")).Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_form_may_carry_the_file_a_check_may_stop_there_and_undo_takes_it_back(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("create"), "mode" }, { new StringContent("true"), "check_only" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes("email,first_name,last_name\r\na@form.example,Ana,Lee\r\n")) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } }, "file", "staff.csv" },
        };

        var sent = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports") { Content = form });
        var view = await UntilAsync(client, sent, "checked");
        Assert.Empty(await app.PeopleAsync(account, "@form.example"));
        await UntilAsync(client, await client.PostAsync($"imports/{view["id"]}/run", null), "finished");
        Assert.Single(await app.PeopleAsync(account, "@form.example"));
        await UntilAsync(client, await client.PostAsync($"imports/{view["id"]}/undo", null), "finished");

        Assert.Equal("staff.csv", view["file_name"].GetString());
        Assert.Equal(1, view["counts"].GetProperty("create").GetInt32());
        Assert.Equal(1, await app.QueryAsync(db => db.Identities.CountAsync(i => i.AccountId == account.Id && i.Email == "a@form.example" && i.State == PrincipalState.Deleted)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_A37_A38_A_key_imports_within_its_own_environment_and_rights_only(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var admin = await ApiClient.WithKeyAsync(app, account);
        using var elsewhere = await ApiClient.WithKeyAsync(app, account, environment: account.Development);
        using var stranger = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        using var reader = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]));
        using var manager = await ApiClient.WithKeyAsync(app, account, await app.RoleAsync(account, account.Production, [Permissions.IdentityRead, Permissions.IdentityManage]));
        var sent = await admin.PostTextAsync("imports?check_only=true", ImportWorld.Crowd(1, "own.example"), "text/csv");
        var path = $"imports/{sent["id"]}";
        await UntilAsync(admin, sent, "checked");

        (await admin.PostTextAsync("imports?mode=directory", ImportWorld.Crowd(1, "dir.example"), "text/csv")).Refused(403, "forbidden");
        (await reader.PostTextAsync("imports", ImportWorld.Crowd(1, "dir.example"), "text/csv")).Refused(403, "forbidden");
        (await reader.GetAsync("imports")).Refused(403, "forbidden");
        foreach (var other in new[] { elsewhere, stranger })
        {
            (await other.GetAsync(path)).Refused(404, "not_found");
            (await other.PostAsync($"{path}/run", null)).Refused(404, "not_found");
            (await other.GetAsync($"{path}/errors.csv")).Refused(404, "not_found");
            Assert.Empty((await other.GetAsync("imports"))["items"].EnumerateArray());
        }

        var above = await manager.PostTextAsync("imports", "email,first_name,last_name,role,node\r\nup@own.example,Up,Ward,Admin,Halden Group\r\n", "text/csv");
        Assert.Equal(1, (await UntilAsync(manager, above, "finished"))["progress"].GetProperty("failed").GetInt32());
        Assert.Empty(await app.PeopleAsync(account, "up@own.example"));
    }

    [Fact]
    public async Task What_cannot_be_taken_is_refused_by_name_and_a_replay_doubles_nothing()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);

        (await client.PostTextAsync("imports", "first_name\r\nAna\r\n", "text/csv")).Refused(422, "columns_missing");
        (await client.PostTextAsync("imports", "", "text/csv")).Refused(422, "validation_failed");
        (await client.PostTextAsync("imports?mode=merge", "email\r\n", "text/csv")).Refused(400, "invalid_parameter");
        (await client.PostTextAsync("imports?colour=red", "email\r\n", "text/csv")).Refused(400, "unknown_parameter");
        Assert.Empty((await client.GetAsync("imports"))["items"].EnumerateArray());

        var replies = new List<ApiReply>();
        for (var i = 0; i < 2; i++)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports") { Content = new StringContent(ImportWorld.Crowd(1, "replay.example"), Encoding.UTF8, "text/csv"), Headers = { { "Idempotency-Key", "one-file" } } };
            replies.Add(await client.SendAsync(request));
        }

        Assert.Equal(replies[0]["id"].GetGuid(), replies[1]["id"].GetGuid());
        Assert.Equal("true", replies[1].Headers["Idempotency-Replayed"]);
    }

    [Fact]
    public async Task A_file_longer_than_allowed_is_413_and_leaves_nothing()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["Import:MaxFileMegabytes"] = "1" });
        using var client = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        var file = new byte[1024 * 1024 + 10];
        Array.Fill(file, (byte)'a');

        var longer = await client.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/api/v1/imports") { Content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } } });

        longer.Refused(413, "file_too_large");
        Assert.Equal((0, 0), await app.QueryAsync(async db => (await db.Imports.CountAsync(), await db.ImportChunks.CountAsync())));
    }

    [Fact]
    public async Task Files_of_the_pages_are_for_who_is_signed_in()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var anonymous = new ApiClient(app.Client());

        foreach (var path in new[] { $"/imports/{Guid.NewGuid()}/errors.csv", $"/imports/{Guid.NewGuid()}/outcome.csv", "/imports/template.csv" }) Assert.True((await anonymous.GetAsync(path)).Status is 302 or 401, path);
        Assert.True((await anonymous.PostTextAsync("/imports/upload?mode=create", "email\r\n", "text/csv")).Status is 302 or 401);
    }

    private static async Task<ApiReply> UntilAsync(ApiClient client, ApiReply sent, string state)
    {
        Assert.True(sent.Status == 202, sent.Text);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            var reply = await client.GetAsync($"imports/{sent["id"]}");
            if (reply["state"].GetString() == state) return reply;
            await Task.Delay(20, patience.Token);
        }
    }
}
