using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Access;

public sealed class AccessExplainerTests
{
    private const int Cases = 300;
    private static readonly string[] Keys = [Permissions.AuditRead, Permissions.GroupManage, Permissions.ApiKeyManage];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_way_is_named_with_its_node_group_and_end(Database database)
    {
        var (app, account) = await StartAsync(database);
        var pat = await app.PersonAsync(account);
        var role = await app.RoleAsync(account, account.Production, [Permissions.AuditRead]);
        var emea = await app.NodeAsync(account, account.Production, "EMEA");
        var berlin = await app.NodeAsync(account, account.Production, "Berlin", emea);
        var group = await app.GroupAsync(account, pat.Id);
        var end = DateTimeOffset.UtcNow.AddDays(3);
        await app.AssignAsync(account, role, account.Production, pat.Id, node: berlin, to: end);
        await app.AssignAsync(account, role, account.Production, group: group.Id, node: emea);

        var answer = (await app.Service<AccessExplainer>().WhyAsync(account.Admin, pat.Id, Permissions.AuditRead, berlin, Ct)).Value;

        Assert.True(answer.IsAllowed);
        Assert.Null(answer.Denial);
        Assert.Collection(answer.Ways,
            own => Assert.Equal((null, false, "EMEA / Berlin", true), (own.ViaGroup, own.IsInherited, own.Grant.NodePath, own.Until is not null)),
            given => Assert.Equal((group.Name, true, "EMEA", null), (given.ViaGroup, given.IsInherited, given.Grant.NodePath, given.Until)));
        Assert.All(answer.Ways, w => Assert.Equal(("Nora Lindqvist", Permissions.AuditRead), (w.GrantedBy, Assert.Single(w.Permissions))));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_no_has_its_nearest_reason(Database database)
    {
        var (app, account) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, [Permissions.AuditRead]);
        var node = await app.NodeAsync(account, account.Production, "EMEA");
        var now = DateTimeOffset.UtcNow;
        var (never, ended, next, elsewhere, suspended) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account));
        await app.AssignAsync(account, role, account.Production, ended.Id, to: now.AddMinutes(-5));
        await app.AssignAsync(account, role, account.Production, next.Id, from: now.AddMinutes(5));
        await app.AssignAsync(account, role, account.Production, elsewhere.Id, node: node);
        await app.AssignAsync(account, role, account.Production, suspended.Id);
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, suspended.Id, Ct);

        foreach (var (person, reason) in new[] { (never, DenialReason.Never), (ended, DenialReason.Ended), (next, DenialReason.NotYet), (elsewhere, DenialReason.Elsewhere), (suspended, DenialReason.NotActive) })
        {
            var answer = (await app.Service<AccessExplainer>().WhyAsync(account.Admin, person.Id, Permissions.AuditRead, account.Production.RootNodeId, Ct)).Value;

            Assert.Empty(answer.Ways);
            Assert.Equal(reason, answer.Denial!.Reason);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Explaining_takes_the_right_to_see_people_and_stays_in_the_account(Database database)
    {
        var (app, account) = await StartAsync(database);
        var (pat, nobody) = (await app.PersonAsync(account), await app.PersonAsync(account));
        var (other, explainer) = (await app.AccountAsync("Other"), app.Service<AccessExplainer>());

        Assert.Equal(403, (await explainer.WhyAsync(nobody.As(account), pat.Id, null, null, Ct)).Error!.Status);
        Assert.True((await explainer.WhyAsync(pat.As(account), pat.Id, null, null, Ct)).Succeeded);
        Assert.Equal(404, (await explainer.WhyAsync(other.Admin, pat.Id, null, null, Ct)).Error!.Status);
        var (environment, root) = (account.Production.EnvironmentId, account.Production.RootNodeId);
        Assert.Equal(403, (await app.Service<WhoCanQueries>().PeopleAsync(nobody.As(account), environment, Permissions.AuditRead, root, null, 50, Ct)).Error!.Status);
        Assert.Equal("node_not_found", (await app.Service<WhoCanQueries>().PeopleAsync(other.Admin, environment, Permissions.AuditRead, root, null, 50, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_can_is_read_a_page_at_a_time_nobody_twice_nobody_left_out(Database database)
    {
        var (app, account) = await StartAsync(database);
        var role = await app.RoleAsync(account, account.Production, [Permissions.AccessApprove]);
        var people = new List<Guid> { account.Admin.Id };
        foreach (var n in Enumerable.Range(0, 7)) people.Add((await app.PersonAsync(account, "Pat", $"Lee{n % 3}")).Id);
        var group = await app.GroupAsync(account, [.. people.Skip(1).Take(4)]);
        await app.AssignAsync(account, role, account.Production, group: group.Id);
        foreach (var person in people.Skip(3)) await app.AssignAsync(account, role, account.Production, person);
        var (queries, environment, root) = (app.Service<WhoCanQueries>(), account.Production.EnvironmentId, account.Production.RootNodeId);

        var read = new List<PersonWhoCan>();
        string? cursor = null;
        do
        {
            var page = (await queries.PeopleAsync(account.Admin, environment, Permissions.AccessApprove, root, cursor, 3, Ct)).Value;
            read.AddRange(page.Items);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(people.Order(), read.Select(p => p.Id).Order());
        Assert.Equal(2, read.Single(p => p.Id == people[3]).Ways.Count);
        Assert.Equal(people.Count, (await queries.CountAsync(account.Admin, environment, Permissions.AccessApprove, root, Ct)).Value);
        var giving = Assert.Single(await queries.GroupsAsync(account.Admin, environment, Permissions.AccessApprove, root, Ct));
        Assert.Equal((group.Id, 4), (giving.Id, giving.Members));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task There_is_an_explanation_exactly_when_the_answer_is_yes(Database database)
    {
        var (app, account) = await StartAsync(database);
        var random = new Random(20261122);
        var world = await WorldAsync(app, account, random);
        var (access, explainer, whoCan) = (app.Service<AccessService>(), app.Service<AccessExplainer>(), app.Service<WhoCanQueries>());
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        var yes = 0;

        for (var i = 0; i < Cases; i++)
        {
            var (person, key, node) = (Pick(random, world.People), Pick(random, Keys), Pick(random, world.Nodes));
            var may = await access.EvaluateAsync(db, person, key, node, Ct);
            var answer = (await explainer.WhyAsync(account.Admin, person, key, node, Ct)).Value;
            Assert.True(may == answer.IsAllowed, $"case {i}: {key} of {person} at {node}: {may}, explained by {answer.Ways.Count} ways");
            Assert.Equal(may, answer.Denial is null);
            Assert.All(answer.Ways, w => Assert.Contains(key, w.Permissions));
            yes += may ? 1 : 0;
            if (i % 10 != 0) continue;
            var can = (await whoCan.PeopleAsync(account.Admin, account.Production.EnvironmentId, key, node, null, 100, Ct)).Value.Items;
            Assert.Equal(may, can.Any(p => p.Id == person));
            Assert.All(can, p => Assert.NotEmpty(p.Ways));
        }

        Assert.InRange(yes, Cases / 10, Cases * 9 / 10);
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync());
    }

    private static T Pick<T>(Random random, IReadOnlyList<T> from) => from[random.Next(from.Count)];

    /// <summary>Nodes three deep, groups that overlap, windows around now, some people suspended.</summary>
    private static async Task<(List<Guid> People, List<Guid> Nodes)> WorldAsync(TestApp app, TestAccount account, Random random)
    {
        var nodes = new List<Guid> { account.Production.RootNodeId };
        for (var n = 0; n < 8; n++) nodes.Add(await app.NodeAsync(account, account.Production, $"N{n}", Pick(random, nodes)));
        var people = new List<Guid>();
        for (var p = 0; p < 12; p++) people.Add((await app.PersonAsync(account, "Random", $"P{p:00}")).Id);
        var groups = new List<Guid>();
        for (var g = 0; g < 4; g++) groups.Add((await app.GroupAsync(account, [.. people.Where(_ => random.Next(3) == 0)])).Id);
        var roles = new List<Guid>();
        for (var r = 0; r < 4; r++) roles.Add(await app.RoleAsync(account, account.Production, [.. Keys.Where(_ => random.Next(2) == 0)]));
        var now = DateTimeOffset.UtcNow;
        for (var a = 0; a < 40; a++)
        {
            var toGroup = random.Next(3) == 0;
            await app.AssignAsync(account, Pick(random, roles), account.Production, toGroup ? null : Pick(random, people), toGroup ? Pick(random, groups) : null, Pick(random, nodes),
                Pick<DateTimeOffset?>(random, [null, null, now.AddHours(-2), now.AddHours(2)]), Pick<DateTimeOffset?>(random, [null, null, now.AddHours(-1), now.AddHours(3)]));
        }

        foreach (var person in people.Take(2)) await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person, Ct);
        return (people, nodes);
    }
}
