using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Roles;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.AccessRequests;

public sealed class FlowServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S16_S23_A_flow_says_who_may_request_what_of_whom_and_for_how_long(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var group = await w.App.GroupAsync(w.Account, w.Pat.Id);
        var draft = w.Draft() with { Name = "Month end", Requesters = [Subject.Group(group.Id)], Grants = [new FlowGrant(w.Role, w.Node, Below: true)], MaxHours = 168, ReasonRequired = true };

        var id = (await w.Flows.CreateAsync(w.Account.Admin, w.Environment, draft, Ct)).Value;

        var row = (await w.App.Service<FlowQueries>().ListAsync(w.Account.Admin, w.Environment, Ct)).Value.Single(f => f.Id == id);
        Assert.Equal(("Month end", group.Name, "Hugo Salinas", 168, true), (row.Name, Assert.Single(row.Requesters).Name, Assert.Single(row.Approvers).Name, row.MaxHours, row.ReasonRequired));
        Assert.Equal(("EMEA", true), (Assert.Single(row.Offers).Grant.NodePath, row.Offers[0].Below));
        var entry = Assert.Single(await w.App.AuditAsync(id));
        Assert.Equal(AuditActions.AccessFlowCreated, entry.Action);
        Assert.Contains("EMEA or below", entry.Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_missing_is_said_beside_its_field(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);

        var error = (await w.Flows.CreateAsync(w.Account.Admin, w.Environment, new FlowDraft(" ", false, [], [], false, [], 9_000, false), Ct)).Error!;
        var twice = (await w.Flows.CreateAsync(w.Account.Admin, w.Environment, w.Draft() with { Name = await NameAsync(w) }, Ct)).Error!;

        foreach (var field in new[] { "name", "requesters", "approvers", "grants", "duration_hours" }) Assert.NotNull(error.For(field));
        Assert.Equal("access_flow_exists", twice.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Nobody_offers_by_a_flow_what_they_may_not_give(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var definer = await w.App.ActorAsync(w.Account, [Permissions.RoleManage, Permissions.AssignmentManage]);
        var reader = await w.App.ActorAsync(w.Account, [Permissions.IdentityRead]);
        var own = await w.App.RoleAsync(w.Account, w.Account.Production, [Permissions.RoleManage]);

        Assert.Equal("grant_exceeds_own_rights", (await w.Flows.CreateAsync(definer, w.Environment, w.Draft(), Ct)).Error!.Code);
        Assert.Equal("grant_exceeds_own_rights", (await w.Flows.EditAsync(definer, w.Flow, w.Draft(), Ct)).Error!.Code);
        Assert.Equal(403, (await w.Flows.CreateAsync(reader, w.Environment, w.Draft(), Ct)).Error!.Status);
        Assert.Equal(403, (await w.Flows.ArchiveAsync(reader, w.Flow, Ct)).Error!.Status);
        Assert.True((await w.Flows.CreateAsync(definer, w.Environment, w.Draft() with { Grants = [new FlowGrant(own, w.Node, true)] }, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Flows_people_groups_and_nodes_of_others_arent_there(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var other = await FlowWorld.CreateAsync(database);
        var theirs = await other.App.GroupAsync(other.Account);

        Assert.Equal(404, (await w.Flows.EditAsync(w.Account.Admin, other.Flow, w.Draft(), Ct)).Error!.Status);
        Assert.Equal(404, (await w.Flows.ArchiveAsync(w.Account.Admin, other.Flow, Ct)).Error!.Status);
        Assert.Equal(404, (await w.Flows.RestoreAsync(w.Account.Admin, other.Flow, Ct)).Error!.Status);
        Assert.Equal(404, (await w.Flows.CreateAsync(w.Account.Admin, w.Environment, w.Draft() with { Requesters = [Subject.Group(theirs.Id)] }, Ct)).Error!.Status);
        Assert.Equal(404, (await w.Flows.CreateAsync(w.Account.Admin, w.Environment, w.Draft() with { Approvers = [Subject.Person(other.Pat.Id)] }, Ct)).Error!.Status);
        Assert.Equal("node_not_found", (await w.Flows.CreateAsync(w.Account.Admin, w.Environment, w.Draft() with { Grants = [new FlowGrant(w.Role, other.Node, false)] }, Ct)).Error!.Code);
        Assert.Equal(403, (await w.Flows.CreateAsync(w.Account.Admin, other.Environment, w.Draft(), Ct)).Error!.Status);
        Assert.Equal(403, (await w.App.Service<FlowQueries>().ListAsync(w.Account.Admin, other.Environment, Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Editing_replaces_what_it_says_records_it_and_notices_somebody_elses_save(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        var seen = (await w.App.Service<FlowQueries>().ListAsync(w.Account.Admin, w.Environment, Ct)).Value.Single().SavedAt;
        var wanted = w.Draft() with { IsForEverybody = true, IsAutomatic = true, MaxHours = 8, SeenAt = seen };

        Assert.True((await w.Flows.EditAsync(w.Account.Admin, w.Flow, wanted, Ct)).Succeeded);
        var late = await w.Flows.EditAsync(w.Account.Admin, w.Flow, wanted, Ct);

        Assert.Equal("changed_meanwhile", late.Error!.Code);
        var row = (await w.App.Service<FlowQueries>().ListAsync(w.Account.Admin, w.Environment, Ct)).Value.Single();
        Assert.Equal((true, true, 8, 0, 0), (row.IsForEverybody, row.IsAutomatic, row.MaxHours, row.Requesters.Count, row.Approvers.Count));
        Assert.Contains("\"max_duration\":[\"1 day\",\"8 hours\"]", (await w.App.AuditAsync(w.Flow))[^1].Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Archiving_refuses_what_waits_and_leaves_what_was_granted_and_restoring_opens_it_again(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);
        await w.GrantAsync();
        var more = (await w.Requests.ExtendAsync(w.Pat, (await w.AssignmentAsync())!.Id, 24, null, Ct)).Value;

        Assert.True((await w.Flows.ArchiveAsync(w.Account.Admin, w.Flow, Ct)).Succeeded);

        Assert.Equal(RequestState.Pending, more);
        Assert.True(await w.HoldsAsync());
        Assert.Empty(await w.Queue.WaitingAsync(w.Approver, Ct));
        Assert.Contains("refused", (await w.MailsToAsync(w.Pat.Id))[^1], StringComparison.Ordinal);
        Assert.Equal("access_flow_archived", (await w.Requests.RequestAsync(w.Pat, w.Wanted(), Ct)).Error!.Code);
        Assert.Empty((await w.Mine.GetAsync(w.Pat, Ct)).Flows);
        Assert.True((await w.Flows.RestoreAsync(w.Account.Admin, w.Flow, Ct)).Succeeded);
        Assert.Single((await w.Mine.GetAsync(w.Pat, Ct)).Flows);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_that_a_flow_offers_isnt_deleted_under_it(Database database)
    {
        var w = await FlowWorld.CreateAsync(database);

        var refused = await w.App.Service<RoleService>().DeleteAsync(w.Account.Admin, w.Role, Ct);
        await w.Flows.ArchiveAsync(w.Account.Admin, w.Flow, Ct);
        var done = await w.App.Service<RoleService>().DeleteAsync(w.Account.Admin, w.Role, Ct);

        Assert.Contains("1 access flow offers it", refused.Error!.Message, StringComparison.Ordinal);
        Assert.True(done.Succeeded, done.Error?.Message);
        Assert.Equal(AccessRequestErrors.GrantsField, (await w.Flows.RestoreAsync(w.Account.Admin, w.Flow, Ct)).Error!.Fields!.Keys.Single());
    }

    private static Task<string> NameAsync(FlowWorld w) => w.App.QueryAsync(db => db.AccessFlows.Where(f => f.Id == w.Flow).Select(f => f.Name).SingleAsync(Ct));
}
