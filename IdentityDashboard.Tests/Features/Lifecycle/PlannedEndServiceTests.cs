using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.ApiKeys;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Lifecycle;

public sealed class PlannedEndServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_end_is_planned_changed_and_called_off_and_each_stands_in_the_audit(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var friday = new DateTimeOffset(2027, 11, 26, 16, 0, 0, TimeSpan.Zero);

        await app.PlanAsync(account, person.Id, new WantedEnd(friday.ToOffset(TimeSpan.FromHours(1)), " Contract ends ", EndsKeys: true));
        var planned = (await app.Service<IdentityDetails>().GetAsync(account.Admin, person.Id, Ct)).Value.End;
        await app.PlanAsync(account, person.Id, new WantedEnd(friday.AddDays(7), null, EndsKeys: false));
        var moved = (await app.Service<IdentityDetails>().GetAsync(account.Admin, person.Id, Ct)).Value.End;
        var off = await app.Ends().CancelAsync(account.Admin, person.Id, Ct);
        var again = await app.Ends().CancelAsync(account.Admin, person.Id, Ct);

        Assert.Equal(new PlannedEndView(friday, "Contract ends", true, "Nora Lindqvist", null), planned);
        Assert.Equal(new PlannedEndView(friday.AddDays(7), null, false, "Nora Lindqvist", null), moved);
        Assert.True(off.Succeeded);
        Assert.Equal("not_planned", again.Error!.Code);
        Assert.Null(await app.PlanOfAsync(person.Id));
        Assert.Equal(
            [
                (AuditActions.UserEndPlanned, """{"ends_at":[null,"2027-11-26T16:00:00Z"],"reason":[null,"Contract ends"],"api_keys":[null,"end"]}"""),
                (AuditActions.UserEndPlanned, """{"ends_at":["2027-11-26T16:00:00Z","2027-12-03T16:00:00Z"],"reason":["Contract ends",null],"api_keys":["end","stay"]}"""),
                (AuditActions.UserEndCancelled, """{"ends_at":["2027-12-03T16:00:00Z",null]}"""),
            ],
            (await app.AuditAsync(person.Id)).Skip(1).Select(e => (e.Action, e.Changes)));
        Assert.Equal(PrincipalState.Active, (await app.FindAsync(person.Id))!.State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_moment_that_cant_be_is_refused_beside_its_field(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);

        Assert.Equal(LifecycleErrors.NoTime, await RefusalAsync(new WantedEnd(null, null, true)));
        Assert.Equal(LifecycleErrors.Passed, await RefusalAsync(LifecycleWorld.In(TimeSpan.FromSeconds(-1))));
        Assert.Equal(LifecycleErrors.TooFar, await RefusalAsync(LifecycleWorld.In(TimeSpan.FromDays((5 * 366) + 1))));
        Assert.Equal(LifecycleErrors.ReasonTooLong, await RefusalAsync(LifecycleWorld.In(TimeSpan.FromDays(1), new string('x', 201))));
        Assert.Null(await app.PlanOfAsync(person.Id));

        async Task<Platform.Errors.Error?> RefusalAsync(WantedEnd end) => (await app.Ends().PlanAsync(account.Admin, person.Id, end, Ct)).Error;
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_U70_Nobody_plans_their_own_end_the_last_Owners_or_that_of_somebody_who_holds_more(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var other = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, person.Id);
        var manager = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage]);
        var gone = await app.PersonAsync(account);
        await app.Service<IdentityLifecycle>().DeactivateAsync(account.Admin, gone.Id, Ct);
        await app.PlanAsync(account, person.Id);

        Assert.Equal(LifecycleErrors.Yourself, await RefusalAsync(account.Admin, account.Admin.Id));
        Assert.Equal(LifecycleErrors.LastOwner, await RefusalAsync(Actor.System(account.Id), account.Admin.Id));
        Assert.Equal(LifecycleErrors.NotCovered, await RefusalAsync(manager, person.Id));
        Assert.Equal(LifecycleErrors.NotCovered, await RefusalAsync(manager, account.Admin.Id));
        Assert.Equal(LifecycleErrors.Deactivated, await RefusalAsync(account.Admin, gone.Id));
        Assert.Equal(404, (await RefusalAsync(other.Admin, person.Id))!.Status);
        Assert.Equal(LifecycleErrors.NotCovered, (await app.Ends().CancelAsync(manager, person.Id, Ct)).Error);
        Assert.Equal(404, (await app.Ends().CancelAsync(other.Admin, person.Id, Ct)).Error!.Status);
        Assert.Equal(LifecycleErrors.Yourself, (await app.Ends().CancelAsync(person.As(account), person.Id, Ct)).Error);
        Assert.NotNull(await app.PlanOfAsync(person.Id));

        async Task<Platform.Errors.Error?> RefusalAsync(Actor actor, Guid id) => (await app.Ends().PlanAsync(actor, id, LifecycleWorld.In(TimeSpan.FromDays(1)), Ct)).Error;
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Keys_end_with_their_maker_only_where_the_planner_manages_keys(Database database)
    {
        var world = await KeyWorld.MakeAsync(database);
        var (app, account) = (world.App, world.Account);
        var maker = await world.ActorAtAsync(world.Emea, Permissions.AuditRead, Permissions.ApiKeyManage);
        var made = await world.Keys.CreateAsync(maker, world.Place, world.Wanted(), Ct);
        Assert.True(made.Succeeded, made.Error?.Message);
        await app.QueryAsync(db => db.Assignments.Where(a => a.IdentityId == maker.Id).ExecuteDeleteAsync(Ct));
        var planner = await app.ActorAsync(account, [Permissions.IdentityManage]);

        var refused = await app.Ends().PlanAsync(planner, maker.Id, LifecycleWorld.In(TimeSpan.FromDays(1)), Ct);
        var without = await app.Ends().PlanAsync(planner, maker.Id, LifecycleWorld.In(TimeSpan.FromDays(1), keys: false), Ct);
        var listed = await app.Service<IMadeKeys>().ListAsync(planner, maker.Id, Ct);
        var seen = await app.Service<IMadeKeys>().ListAsync(account.Admin, maker.Id, Ct);

        Assert.Equal(LifecycleErrors.KeysBeyond, refused.Error);
        Assert.True(without.Succeeded, without.Error?.Message);
        Assert.Empty(listed);
        Assert.Equal(("HR sync", account.Production.EnvironmentName), (Assert.Single(seen).Name, seen[0].Environment));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Somebody_is_created_with_an_end(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var at = new DateTimeOffset(2027, 11, 26, 16, 0, 0, TimeSpan.Zero);
        var scope = CreateScope.Directory(account.Production.ApplicationId);

        var created = await app.Service<IdentityService>().CreateAsync(account.Admin, scope, new NewIdentity(AccountSetup.Email(), "Pat", "Lee") { Ends = at }, Ct);
        var late = await app.Service<IdentityService>().CreateAsync(account.Admin, scope, new NewIdentity(AccountSetup.Email(), "Pat", "Lee") { Ends = DateTimeOffset.UtcNow.AddDays(-1) }, Ct);

        var plan = (await app.PlanOfAsync(created.Value.Id))!;
        Assert.Equal((at, true, "Nora Lindqvist", account.Id), (plan.At, plan.EndsKeys, plan.PlannedByName, plan.AccountId));
        Assert.Contains("2027-11-26T16:00:00Z", (await app.AuditAsync(created.Value.Id))[0].Changes, StringComparison.Ordinal);
        Assert.Equal(LifecycleErrors.Passed, late.Error);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_who_plan_at_once_leave_one_end_of_which_both_stand_in_the_audit(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);

        var results = await Task.WhenAll(Enumerable.Range(1, 4).Select(day => Task.Run(() => app.Ends().PlanAsync(account.Admin, person.Id, LifecycleWorld.In(TimeSpan.FromDays(day)), Ct), Ct)));

        Assert.NotNull(await app.PlanOfAsync(person.Id));
        Assert.Equal(results.Count(r => r.Succeeded), await app.CountAuditAsync(person.Id, AuditActions.UserEndPlanned));
        Assert.Contains(results, r => r.Succeeded);
    }
}
