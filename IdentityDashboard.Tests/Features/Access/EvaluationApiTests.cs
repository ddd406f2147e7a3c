using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Access;

/// <summary>/permissions/evaluate of the REST API.</summary>
public sealed class EvaluationApiTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_question_is_answered_with_the_roles_that_say_yes(Database database)
    {
        var w = await StartAsync(database);
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account);
        await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, w.Pat.Id, node: w.Emea);

        var yes = await AskAsync(client, w.Pat.Id, node: w.Berlin);
        var no = await AskAsync(client, w.Pat.Id);

        Assert.Equal((200, true, Permissions.AuditRead, "node", w.Berlin), (yes.Status, yes["allowed"].GetBoolean(), yes["permission"].GetString(), yes["scope_evaluated"].GetString(), yes["effective_node_id"].GetGuid()));
        Assert.Equal((w.Role, w.Emea), (yes["granting_roles"][0].GetProperty("id").GetGuid(), yes["granting_roles"][0].GetProperty("node_id").GetGuid()));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, yes["denial_reason"].ValueKind);
        Assert.Equal((200, false, "app_wide", w.Account.Production.RootNodeId, "elsewhere"), (no.Status, no["allowed"].GetBoolean(), no["scope_evaluated"].GetString(), no["effective_node_id"].GetGuid(), no["denial_reason"].GetString()));
        Assert.Equal(0, no["granting_roles"].GetArrayLength());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_missing_or_isnt_there_is_refused(Database database)
    {
        var w = await StartAsync(database);
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account);
        using var elsewhere = await ApiClient.WithKeyAsync(w.App, w.Account, environment: w.Account.Development);
        using var foreign = await ApiClient.WithKeyAsync(w.App, await w.App.AccountAsync());
        using var manager = await ApiClient.WithKeyAsync(w.App, w.Account, await w.App.RoleAsync(w.Account, w.Account.Production, [Permissions.IdentityManage]));
        using var local = await ApiClient.WithKeyAsync(w.App, w.Account, node: w.Emea);

        Assert.Equal(["identity_id", "permission", "scope"], (await client.PostAsync("permissions/evaluate", new { })).Refused(422, "validation_failed").Fields.Order(StringComparer.Ordinal));
        Assert.Equal(["node_id"], (await client.PostAsync("permissions/evaluate", new { identity_id = w.Pat.Id, permission = "audit.read", scope = "node" })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["node_id"], (await client.PostAsync("permissions/evaluate", new { identity_id = w.Pat.Id, permission = "audit.read", scope = "app_wide", node_id = w.Emea })).Refused(422, "validation_failed").Fields);
        Assert.Equal(["scope"], (await client.PostAsync("permissions/evaluate", new { identity_id = w.Pat.Id, permission = "audit.read", scope = "tenant" })).Refused(422, "validation_failed").Fields);
        (await client.PostAsync("permissions/evaluate", new { identity_id = w.Pat.Id, permission = "audit.read", scope = "app_wide", is_admin = true })).Refused(400, "unknown_field");
        Assert.Equal(["permission"], (await AskAsync(client, w.Pat.Id, "invoice.fly")).Refused(422, "permission_not_found").Fields);
        (await AskAsync(client, Guid.NewGuid())).Refused(404, "not_found");
        (await AskAsync(client, w.Pat.Id, node: Guid.NewGuid())).Refused(404, "node_not_found");
        (await AskAsync(elsewhere, w.Pat.Id, node: w.Emea)).Refused(404, "node_not_found");
        (await AskAsync(foreign, w.Pat.Id)).Refused(404, "not_found");
        (await AskAsync(manager, w.Pat.Id)).Refused(403, "forbidden");
        (await AskAsync(local, w.Pat.Id, node: w.Emea)).Refused(403, "forbidden");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task All_answers_agree_with_what_decides_and_what_explains(Database database)
    {
        var w = await StartAsync(database);
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account);
        var (now, production) = (DateTimeOffset.UtcNow, w.Account.Production);
        var people = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var name in new[] { "direct", "grouped", "expired", "coming", "suspended", "none", "left" }) people[name] = (await w.App.PersonAsync(w.Account, name)).Id;
        foreach (var name in new[] { "direct", "suspended" }) await w.App.AssignAsync(w.Account, w.Role, production, people[name], node: w.Emea);
        await w.App.AssignAsync(w.Account, w.Role, production, group: (await w.App.GroupAsync(w.Account, people["grouped"])).Id, node: w.Emea);
        await w.App.AssignAsync(w.Account, w.Role, production, people["expired"], node: w.Emea, to: now.AddMinutes(-5));
        await w.App.AssignAsync(w.Account, w.Role, production, people["coming"], node: w.Emea, from: now.AddDays(1));
        await w.App.Service<IdentityLifecycle>().SuspendAsync(w.Account.Admin, people["suspended"], Ct);
        var fading = await w.App.GroupAsync(w.Account);
        await w.App.AssignAsync(w.Account, w.Role, production, group: fading.Id, node: w.Emea);
        await w.App.Service<GroupService>().AddMembersAsync(w.Account.Admin, fading.Id, [people["left"]], new MembershipWindow(null, DateTimeOffset.UtcNow.AddMilliseconds(300)), Ct);
        await Task.Delay(400, Ct);
        var questions = people.Values.SelectMany(p => new[] { w.Berlin, w.Emea, w.Apac, production.RootNodeId }.Select(n => (Person: p, Node: n))).ToList();

        var answers = await client.PostAsync("permissions/evaluate/batch", new { questions = questions.Select(q => new { identity_id = q.Person, permission = Permissions.AuditRead, scope = "node", node_id = q.Node }) });

        Assert.Equal(200, answers.Status);
        await using var db = await w.App.Dbs.CreateDbContextAsync(Ct);
        foreach (var ((person, node), answer) in questions.Zip(answers["results"].EnumerateArray()))
        {
            var why = (await w.App.Service<AccessExplainer>().WhyAsync(w.Account.Admin, person, Permissions.AuditRead, node, Ct)).Value;
            Assert.Equal(await w.App.Service<AccessService>().EvaluateAsync(db, person, Permissions.AuditRead, node, Ct), answer.GetProperty("allowed").GetBoolean());
            Assert.Equal(why.Denial?.Reason.ToString(), answer.GetProperty("denial_reason").GetString()?.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
            Assert.Equal(why.Ways.Select(x => x.AssignmentId).Order(), answer.GetProperty("granting_roles").EnumerateArray().Select(r => r.GetProperty("assignment_id").GetGuid()).Order());
            Assert.Equal(node, answer.GetProperty("effective_node_id").GetGuid());
        }

        var reasons = answers["results"].EnumerateArray().Select(r => r.GetProperty("denial_reason").GetString()).Distinct();
        Assert.Equal([null, "elsewhere", "ended", "never", "not_active", "not_yet"], reasons.Order(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_is_on_hold_in_the_application_may_nothing(Database database)
    {
        var w = await StartAsync(database);
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account);
        await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, w.Pat.Id);
        Assert.True((await w.App.Service<AppMembershipService>().SuspendAsync(w.Account.Admin, w.Pat.Id, w.Account.Production.ApplicationId, Ct)).Succeeded);

        Assert.Equal("on_hold", (await AskAsync(client, w.Pat.Id))["denial_reason"].GetString());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task In_a_batch_what_cant_be_answered_costs_no_other_and_allows_nothing(Database database)
    {
        var w = await StartAsync(database);
        using var client = await ApiClient.WithKeyAsync(w.App, w.Account);
        await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, w.Pat.Id);
        object Ask(Guid? person, string? scope = "app_wide") => new { identity_id = person, permission = Permissions.AuditRead, scope };

        var mixed = await client.PostAsync("permissions/evaluate/batch", new { questions = new[] { Ask(Guid.NewGuid()), Ask(w.Pat.Id), Ask(w.Pat.Id, null) } });

        Assert.Equal(200, mixed.Status);
        Assert.Equal([false, true, false], mixed["results"].EnumerateArray().Select(r => r.GetProperty("allowed").GetBoolean()));
        Assert.Equal("not_found", mixed["results"][0].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("validation_failed", mixed["results"][2].GetProperty("error").GetProperty("code").GetString());
        (await client.PostAsync("permissions/evaluate/batch", new { questions = Enumerable.Range(0, 201).Select(_ => Ask(w.Pat.Id)) })).Refused(400, "bulk_limit_exceeded");
    }

    private static Task<ApiReply> AskAsync(ApiClient client, Guid person, string permission = Permissions.AuditRead, Guid? node = null) => client.PostAsync("permissions/evaluate", node is null
        ? new { identity_id = person, permission, scope = "app_wide" } : new { identity_id = person, permission, scope = "node", node_id = node });

    private sealed record World(TestApp App, TestAccount Account, Guid Role, Guid Emea, Guid Berlin, Guid Apac, CreatedIdentity Pat);

    private static async Task<World> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var emea = await app.NodeAsync(account, account.Production, "EMEA");
        return new World(
            app, account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]), emea, await app.NodeAsync(account, account.Production, "Berlin", emea),
            await app.NodeAsync(account, account.Production, "APAC"), await app.PersonAsync(account));
    }
}
