using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.AccessRequests;

public sealed class RequestDecisionsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S10_S16_An_approver_shortens_and_approves_and_the_grant_carries_its_request(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var id = await w.AskAsync(8);
        var before = DateTimeOffset.UtcNow;

        Assert.True((await w.Decisions.ApproveAsync(w.Approver, id, 1, "An hour is enough.", Ct)).Succeeded);

        var made = (await w.AssignmentAsync())!;
        Assert.True(await w.HoldsAsync());
        Assert.InRange(made.EffectiveTo!.Value, before.AddMinutes(59), before.AddMinutes(61));
        Assert.Equal((w.Approver.Name, w.Node), (made.GrantedBy, made.NodeId));
        Assert.EndsWith(": Month end", made.Reason!, StringComparison.Ordinal);
        var request = await w.FindAsync(id);
        Assert.Equal((RequestState.Approved, 1, made.Id, "An hour is enough."), (request.State, request.GrantedHours, request.AssignmentId!.Value, request.Note));
        Assert.StartsWith("You have Role ", Assert.Single(await w.MailsToAsync(w.Pat.Id)), StringComparison.Ordinal);
        var acts = (await w.App.AuditAsync(w.Pat.Id)).Select(e => e.Action).TakeLast(3);
        Assert.Equal([AuditActions.AccessRequested, AuditActions.AssignmentCreated, AuditActions.AccessApproved], acts);
        var mine = (await w.Mine.GetAsync(w.Pat, Ct)).Roles.Single(r => r.ByRequest);
        Assert.Equal((made.Id, 24), (mine.Held.AssignmentId, mine.ExtendHours!.Value));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nothing_longer_than_asked_or_than_the_flow_allows_now_is_granted(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var id = await w.AskAsync(8);

        Assert.NotNull((await w.Decisions.ApproveAsync(w.Approver, id, 9, null, Ct)).Error!.For("duration_hours"));
        Assert.NotNull((await w.Decisions.ApproveAsync(w.Approver, id, 0, null, Ct)).Error!.For("duration_hours"));
        await w.Flows.EditAsync(w.Account.Admin, w.Flow, w.Draft() with { MaxHours = 4 }, Ct);
        Assert.NotNull((await w.Decisions.ApproveAsync(w.Approver, id, 8, null, Ct)).Error!.For("duration_hours"));
        Assert.Equal(4, Assert.Single(await w.Queue.WaitingAsync(w.Approver, Ct)).MostHours);
        Assert.True((await w.Decisions.ApproveAsync(w.Approver, id, 4, null, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Nobody_approves_their_own_request_even_as_a_named_approver_with_every_right(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        await w.App.AssignAsync(w.Account, await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Admin), w.Account.Production, w.Pat.Id, node: await w.App.NodeAsync(w.Account, w.Account.Production, "APAC"));
        await w.App.AssignAsync(w.Account, await w.App.RoleAsync(w.Account, w.Account.Production, [Permissions.AccessApprove]), w.Account.Production, w.Pat.Id);
        await w.Flows.EditAsync(w.Account.Admin, w.Flow, w.Draft() with { Approvers = [Subject.Person(w.Pat.Id)] }, Ct);
        var id = await w.AskAsync();

        var own = await w.Decisions.ApproveAsync(w.Pat, id, 8, null, Ct);

        Assert.Equal(("self_approval", 403), (own.Error!.Code, own.Error.Status));
        Assert.Equal("self_approval", (await w.Decisions.RefuseAsync(w.Pat, id, null, Ct)).Error!.Code);
        Assert.Empty(await w.Queue.WaitingAsync(w.Pat, Ct));
        Assert.Empty(await w.MailsToAsync(w.Pat.Id));
        Assert.False(await w.HoldsAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_It_takes_to_be_named_and_to_hold_access_approve_at_the_node(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var (unnamed, powerless) = (await w.App.ActorAsync(w.Account, [Permissions.AccessApprove]), (await w.App.PersonAsync(w.Account, "Ada", "Min")).As(w.Account));
        var byGroup = await w.App.ActorAsync(w.Account, [Permissions.AccessApprove]);
        var group = await w.App.GroupAsync(w.Account, byGroup.Id);
        await w.Flows.EditAsync(w.Account.Admin, w.Flow, w.Draft() with { Approvers = [Subject.Person(powerless.Id), Subject.Group(group.Id)] }, Ct);
        var id = await w.AskAsync();

        foreach (var actor in new[] { unnamed, powerless, w.Account.Admin, w.Approver })
        {
            Assert.Equal("not_approver", (await w.Decisions.ApproveAsync(actor, id, 8, null, Ct)).Error!.Code);
            Assert.Equal("not_approver", (await w.Decisions.RefuseAsync(actor, id, null, Ct)).Error!.Code);
            Assert.Empty(await w.Queue.WaitingAsync(actor, Ct));
        }

        Assert.Empty(await w.MailsToAsync(powerless.Id));
        Assert.Single(await w.MailsToAsync(byGroup.Id));
        Assert.True((await w.Decisions.ApproveAsync(byGroup, id, 8, null, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_two_who_decide_at_once_one_wins(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var second = await w.App.ActorAsync(w.Account, [Permissions.AccessApprove]);
        await w.Flows.EditAsync(w.Account.Admin, w.Flow, w.Draft() with { Approvers = [Subject.Person(w.Approver.Id), Subject.Person(second.Id)] }, Ct);
        var id = await w.AskAsync();

        var results = await Task.WhenAll(new[] { w.Approver, second, w.Approver, second }.Select((actor, i) =>
            Task.Run(() => i == 3 ? w.Decisions.RefuseAsync(actor, id, null, Ct) : w.Decisions.ApproveAsync(actor, id, 8, null, Ct), Ct)));

        Assert.Single(results, r => r.Succeeded);
        Assert.All(results.Where(r => !r.Succeeded), r => Assert.Equal("request_decided", r.Error!.Code));
        Assert.Single(await w.MailsToAsync(w.Pat.Id));
        Assert.Single(await w.App.AuditAsync(w.Pat.Id), e => e.Action is AuditActions.AccessApproved or AuditActions.AccessRefused);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A12_A34_A_flow_whose_author_lost_the_right_grants_nothing_until_somebody_who_has_it_saves_it(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var author = await w.App.ActorAsync(w.Account, [Permissions.RoleManage, Permissions.AssignmentManage, Permissions.AuditRead]);
        Assert.True((await w.Flows.EditAsync(author, w.Flow, w.Draft(), Ct)).Succeeded);
        var id = await w.AskAsync();
        await w.App.QueryAsync(db => db.Assignments.Where(a => a.IdentityId == author.Id).ExecuteDeleteAsync(Ct));

        var refused = await w.Decisions.ApproveAsync(w.Approver, id, 8, null, Ct);

        Assert.Equal(("flow_author_lost_rights", 403), (refused.Error!.Code, refused.Error.Status));
        Assert.False(await w.HoldsAsync());
        Assert.Equal(RequestState.Pending, (await w.FindAsync(id)).State);
        Assert.True((await w.Flows.EditAsync(w.Account.Admin, w.Flow, w.Draft(), Ct)).Succeeded);
        Assert.True((await w.Decisions.ApproveAsync(w.Approver, id, 8, null, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Somebody_suspended_or_taken_out_of_the_flow_meanwhile_gets_nothing_and_the_refusal_says_why(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var id = await w.AskAsync();
        await w.App.Service<IdentityLifecycle>().SuspendAsync(w.Account.Admin, w.Pat.Id, Ct);

        var suspended = (await w.Decisions.ApproveAsync(w.Approver, id, 8, null, Ct)).Error!;
        await w.App.Service<IdentityLifecycle>().ActivateAsync(w.Account.Admin, w.Pat.Id, Ct);
        await w.Flows.EditAsync(w.Account.Admin, w.Flow, w.Draft() with { Requesters = [Subject.Person(w.Approver.Id)] }, Ct);
        var left = (await w.Decisions.ApproveAsync(w.Approver, id, 8, null, Ct)).Error!;

        Assert.Equal("requester_not_active", suspended.Code);
        Assert.StartsWith("Pat Lee isn't active now.", suspended.Message, StringComparison.Ordinal);
        Assert.Equal("requester_left", left.Code);
        Assert.Null(await w.AssignmentAsync());
        Assert.True((await w.Decisions.RefuseAsync(w.Approver, id, "Ask your lead.", Ct)).Succeeded);
        Assert.Contains("was refused", Assert.Single(await w.MailsToAsync(w.Pat.Id)), StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S16_It_counts_until_the_second_it_ends_and_then_says_expired(Database database)
    {
        var clock = new FakeClock();
        var w = await FlowWorld.CreateAsync(database, clock);
        await using var app = w.App;
        await w.GrantAsync(1);
        var end = (await w.AssignmentAsync())!.EffectiveTo!.Value;

        clock.Advance(end.AddSeconds(-20) - clock.GetUtcNow());
        Assert.True(await w.HoldsAsync());
        clock.Advance(end - clock.GetUtcNow());

        Assert.False(await w.HoldsAsync());
        var mine = await w.Mine.GetAsync(w.Pat, Ct);
        Assert.DoesNotContain(mine.Roles, r => r.ByRequest);
        Assert.Equal("Expired", RequestWords.State(mine.Requests[0].State, mine.Requests[0].Until, clock.GetUtcNow()).Text);
        Assert.True((await w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_extension_moves_the_end_and_never_shortens(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var given = await w.GrantAsync(8);
        var first = (await w.AssignmentAsync())!.EffectiveTo!.Value;

        Assert.NotNull((await w.Requests.ExtendAsync(w.Pat, given, 1, null, Ct)).Error!.For("duration_hours"));
        Assert.NotNull((await w.Requests.ExtendAsync(w.Pat, given, 25, null, Ct)).Error!.For("duration_hours"));
        Assert.Equal(404, (await w.Requests.ExtendAsync(w.Approver, given, 24, null, Ct)).Error!.Status);
        Assert.Equal(RequestState.Pending, (await w.Requests.ExtendAsync(w.Pat, given, 24, "Not done", Ct)).Value);
        var waiting = Assert.Single(await w.Queue.WaitingAsync(w.Approver, Ct));
        Assert.True(waiting.IsExtension);
        Assert.NotNull((await w.Decisions.ApproveAsync(w.Approver, waiting.Id, 2, null, Ct)).Error!.For("duration_hours"));
        Assert.True((await w.Decisions.ApproveAsync(w.Approver, waiting.Id, 24, null, Ct)).Succeeded);

        var now = (await w.AssignmentAsync())!;
        Assert.Equal(given, now.Id);
        Assert.InRange(now.EffectiveTo!.Value - first, TimeSpan.FromHours(15.9), TimeSpan.FromHours(16.1));
        Assert.Contains(AuditActions.AssignmentChanged, (await w.App.AuditAsync(w.Pat.Id)).Select(e => e.Action));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task It_is_ended_early_by_who_has_it_or_by_an_approver_and_by_nobody_else(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        foreach (var actor in new[] { w.Pat, w.Approver })
        {
            var id = await w.AskAsync();
            await w.Decisions.ApproveAsync(w.Approver, id, 8, null, Ct);
            var given = (await w.FindAsync(id)).AssignmentId!.Value;

            Assert.Equal("not_approver", (await w.Decisions.EndAsync(w.Account.Admin, given, Ct)).Error!.Code);
            Assert.True((await w.Decisions.EndAsync(actor, given, Ct)).Succeeded);

            Assert.False(await w.HoldsAsync());
            Assert.Equal(RequestState.Ended, (await w.FindAsync(id)).State);
            Assert.Equal(404, (await w.Decisions.EndAsync(actor, given, Ct)).Error!.Status);
            Assert.Equal([AuditActions.AssignmentRemoved, AuditActions.AccessEnded], (await w.App.AuditAsync(w.Pat.Id)).Select(e => e.Action).TakeLast(2));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_got_the_role_another_way_meanwhile_isnt_given_it_twice(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var id = await w.AskAsync();
        await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, w.Pat.Id, node: w.Node);

        var refused = await w.Decisions.ApproveAsync(w.Approver, id, 8, null, Ct);

        Assert.Equal("already_held", refused.Error!.Code);
        Assert.Contains("without an end", refused.Error.Message, StringComparison.Ordinal);
        Assert.Null((await w.AssignmentAsync())!.EffectiveTo);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_administrator_can_take_it_and_the_request_says_so(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var given = await w.GrantAsync();

        Assert.True((await w.App.Service<AssignmentService>().RemoveAsync(w.Account.Admin, given, Ct)).Succeeded);

        var request = Assert.Single((await w.Mine.GetAsync(w.Pat, Ct)).Requests);
        Assert.Equal("Taken away", RequestWords.State(request.State, request.Until, DateTimeOffset.UtcNow).Text);
        Assert.True((await w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct)).Succeeded);
    }
}
