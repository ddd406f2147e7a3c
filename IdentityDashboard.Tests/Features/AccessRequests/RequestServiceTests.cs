using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.AccessRequests;

public sealed class RequestServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S11_S16_A_Grantee_requests_and_the_approver_gets_mail_and_a_queue_with_what_they_have(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);

        var asked = await w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct);

        Assert.Equal(RequestState.Pending, asked.Value);
        Assert.False(await w.HoldsAsync());
        var waiting = Assert.Single(await w.Queue.WaitingAsync(w.Approver, Ct));
        Assert.Equal(("Pat Lee", "EMEA", 8, "Month end"), (waiting.Requester, waiting.Grant.NodePath, waiting.Hours, waiting.Reason));
        Assert.Equal(BuiltInRoles.Grantee, Assert.Single(waiting.Has).Grant.RoleName);
        Assert.Equal(1, await w.Queue.CountAsync(w.Approver, Ct));
        Assert.StartsWith("Pat Lee requests Role ", Assert.Single(await w.MailsToAsync(w.Approver.Id)), StringComparison.Ordinal);
        Assert.Contains(AuditActions.AccessRequested, (await w.App.AuditAsync(w.Pat.Id)).Select(e => e.Action));
        Assert.Equal(RequestState.Pending, Assert.Single((await w.Mine.GetAsync(w.Pat, Ct)).Requests).State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S23_Whoever_is_in_a_group_that_a_flow_names_may_request_and_others_may_not(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var group = await w.App.GroupAsync(w.Account, w.Pat.Id);
        var grantee = await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Grantee);
        var other = await w.App.PersonAsync(w.Account, "Ada", "Min");
        await w.App.AssignAsync(w.Account, grantee, w.Account.Production, other.Id);
        await w.Flows.EditAsync(w.Account.Admin, w.Flow, w.Draft() with { Requesters = [Subject.Group(group.Id)] }, Ct);

        Assert.Empty((await w.Mine.GetAsync(other.As(w.Account), Ct)).Flows);
        Assert.Equal("request_not_allowed", (await w.Requests.RequestAsync(other.As(w.Account), w.Wanted(), Ct)).Error!.Code);
        Assert.Single((await w.Mine.GetAsync(w.Pat, Ct)).Flows);
        Assert.True((await w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S11_Without_access_request_in_the_environment_being_named_isnt_enough(Database database)
    {
        var w = await FlowWorld.CreateAsync(database, d => d with { IsForEverybody = true });
        var bare = (await w.App.PersonAsync(w.Account, "Ada", "Min")).As(w.Account);
        await w.App.AssignAsync(w.Account, await w.App.RoleNamedAsync(w.Account.Development, BuiltInRoles.Grantee), w.Account.Development, bare.Id);

        Assert.Equal("request_not_allowed", (await w.Requests.RequestAsync(bare, w.Wanted(), Ct)).Error!.Code);
        await w.App.AssignAsync(w.Account, await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Grantee), w.Account.Production, bare.Id, node: w.Node);
        Assert.True((await w.Requests.RequestAsync(bare, w.Wanted(), Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_cant_be_asked_for_is_said_beside_its_field(Database database)
    {
        var w = await FlowWorld.CreateAsync(database, d => d with { ReasonRequired = true });
        var elsewhere = await w.App.NodeAsync(w.Account, w.Account.Production, "APAC");

        Assert.NotNull((await w.Requests.RequestAsync(w.Pat, w.Wanted(hours: 25), Ct)).Error!.For("duration_hours"));
        Assert.NotNull((await w.Requests.RequestAsync(w.Pat, w.Wanted(hours: 0), Ct)).Error!.For("duration_hours"));
        Assert.NotNull((await w.Requests.RequestAsync(w.Pat, w.Wanted(reason: " "), Ct)).Error!.For("reason"));
        Assert.NotNull((await w.Requests.RequestAsync(w.Pat, w.Wanted(reason: new string('x', 301)), Ct)).Error!.For("reason"));
        Assert.Equal("not_offered", (await w.Requests.RequestAsync(w.Pat, w.Wanted() with { NodeId = elsewhere }, Ct)).Error!.Code);
        Assert.True((await w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_node_below_can_be_chosen_only_where_the_flow_says_so(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var retail = await w.App.NodeAsync(w.Account, w.Account.Production, "Retail", w.Node);
        var places = w.App.Service<FlowPlaces>();

        Assert.Equal("not_offered", (await w.Requests.RequestAsync(w.Pat, w.Wanted() with { NodeId = retail }, Ct)).Error!.Code);
        Assert.Equal(["EMEA"], (await places.FindAsync(w.Pat, w.Flow, w.Role, null, Ct)).Places.Select(p => p.Path));
        await w.Flows.EditAsync(w.Account.Admin, w.Flow, w.Draft() with { Grants = [new FlowGrant(w.Role, w.Node, Below: true)] }, Ct);

        Assert.Equal(["EMEA", "EMEA / Retail"], (await places.FindAsync(w.Pat, w.Flow, w.Role, null, Ct)).Places.Select(p => p.Path));
        Assert.Equal(["EMEA / Retail"], (await places.FindAsync(w.Pat, w.Flow, w.Role, "etai", Ct)).Places.Select(p => p.Path));
        Assert.Empty((await places.FindAsync(w.Approver, w.Flow, w.Role, null, Ct)).Places);
        Assert.True((await w.Requests.RequestAsync(w.Pat, w.Wanted() with { NodeId = retail }, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task One_request_waits_at_a_time_and_what_is_held_isnt_asked_for_again(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct), Ct)));

        Assert.Single(results, r => r.Succeeded);
        Assert.All(results.Where(r => !r.Succeeded), r => Assert.Equal("request_pending", r.Error!.Code));
        Assert.True((await w.Requests.CancelAsync(w.Pat, (await w.Mine.GetAsync(w.Pat, Ct)).Requests[0].Id, Ct)).Succeeded);
        await w.App.AssignAsync(w.Account, w.Role, w.Account.Production, w.Pat.Id);
        Assert.Equal("already_held", (await w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_request_is_taken_back_by_who_made_it_and_its_mail_is_called_off(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var id = await w.AskAsync();

        Assert.Equal(404, (await w.Requests.CancelAsync(w.Approver, id, Ct)).Error!.Status);
        Assert.True((await w.Requests.CancelAsync(w.Pat, id, Ct)).Succeeded);

        Assert.Equal("request_decided", (await w.Requests.CancelAsync(w.Pat, id, Ct)).Error!.Code);
        Assert.Equal("request_decided", (await w.Decisions.ApproveAsync(w.Approver, id, 8, null, Ct)).Error!.Code);
        Assert.Equal(RequestState.Cancelled, (await w.FindAsync(id)).State);
        Assert.Equal(0, await w.Queue.CountAsync(w.Approver, Ct));
        Assert.Contains(AuditActions.AccessCancelled, (await w.App.AuditAsync(w.Pat.Id)).Select(e => e.Action));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_automatic_flow_grants_at_once_and_only_while_its_author_may(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var author = await w.App.ActorAsync(w.Account, [Permissions.RoleManage, Permissions.AssignmentManage, Permissions.AuditRead]);
        await w.Flows.EditAsync(author, w.Flow, w.Draft() with { IsAutomatic = true }, Ct);

        Assert.Equal(RequestState.Approved, (await w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct)).Value);

        Assert.True(await w.HoldsAsync());
        Assert.StartsWith("Flow ", (await w.AssignmentAsync())!.GrantedBy, StringComparison.Ordinal);
        await w.Decisions.EndAsync(w.Pat, (await w.AssignmentAsync())!.Id, Ct);
        await w.App.Service<IdentityLifecycle>().SuspendAsync(w.Account.Admin, author.Id, Ct);
        Assert.Equal("flow_author_lost_rights", (await w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_What_belongs_to_another_account_isnt_there(Database database)
    {
        var (w, other) = (await FlowWorld.CreateAsync(database), await FlowWorld.CreateAsync(database));
        var (id, given) = (await other.AskAsync(), await (await FlowWorld.CreateAsync(database)).GrantAsync());

        Assert.Equal(404, (await w.Requests.RequestAsync(w.Pat, other.Wanted(), Ct)).Error!.Status);
        Assert.Equal(404, (await w.Requests.CancelAsync(w.Pat, id, Ct)).Error!.Status);
        Assert.Equal(404, (await w.Requests.ExtendAsync(w.Pat, given, 8, null, Ct)).Error!.Status);
        Assert.Equal(404, (await w.Decisions.ApproveAsync(w.Approver, id, 8, null, Ct)).Error!.Status);
        Assert.Equal(404, (await w.Decisions.RefuseAsync(w.Approver, id, null, Ct)).Error!.Status);
        Assert.Equal(404, (await w.Decisions.EndAsync(w.Approver, given, Ct)).Error!.Status);
        Assert.Equal("not_offered", (await w.Requests.RequestAsync(w.Pat, w.Wanted() with { NodeId = other.Node }, Ct)).Error!.Code);
    }
}
