using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.AccessRequests;
using IdentityDashboard.Tests.Features.ApiKeys;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Features.Lifecycle;

public sealed class PlannedEndRunTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A44_When_the_time_comes_sessions_links_and_roles_end_and_groups_stay(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var group = await app.GroupAsync(account, person.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, person.Id);
        var link = (await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, Ct)).Value.Split('/')[^1];
        var stamp = (await app.FindAsync(person.Id))!.SecurityStamp;
        await app.PlanAsync(account, person.Id);
        await app.RunEndsAsync();
        Assert.Equal(PrincipalState.Active, (await app.FindAsync(person.Id))!.State);

        await app.ComeAsync(person.Id);
        await app.RunEndsAsync();

        var ended = (await app.FindAsync(person.Id))!;
        Assert.Equal((PrincipalState.Deactivated, SessionEnd.StateChanged), (ended.State, ended.SessionsEnded));
        Assert.NotEqual(stamp, ended.SecurityStamp);
        Assert.False((await app.Service<PasswordReset>().OpenAsync(link, Ct)).Succeeded);
        Assert.Null(await app.PlanOfAsync(person.Id));
        Assert.True(await app.QueryAsync(db => db.GroupMembers.AnyAsync(m => m.GroupId == group.Id && m.IdentityId == person.Id, Ct)));
        var entry = (await app.AuditAsync(person.Id))[^1];
        Assert.Equal((AuditActions.UserDeactivated, ActorKind.System), (entry.Action, entry.ActorKind));
        Assert.Equal("System deactivated Pat Lee, as Nora Lindqvist had planned", AuditSentence.For(AuditRow.From(entry)).Text);
        Assert.Contains("\"roles\":[\"1\",\"0\"]", entry.Changes, StringComparison.Ordinal);
        Assert.Contains("\"reason\":[null,\"Contract ends\"]", entry.Changes, StringComparison.Ordinal);

        await app.Service<IdentityLifecycle>().ActivateAsync(account.Admin, person.Id, Ct);
        Assert.Empty((await app.Service<AccessQueries>().HeldByAsync(account.Id, [person.Id], null, Ct))[person.Id]);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Keys_they_made_end_if_that_was_wanted_and_only_theirs(Database database)
    {
        var world = await KeyWorld.MakeAsync(database);
        var app = world.App;
        var (leaver, stayer) = (await world.ActorAtAsync(world.Root, Permissions.AuditRead, Permissions.ApiKeyManage), await world.ActorAtAsync(world.Root, Permissions.AuditRead, Permissions.ApiKeyManage));
        var theirs = (await world.Keys.CreateAsync(leaver, world.Place, world.Wanted(), Ct)).Value;
        var kept = (await world.Keys.CreateAsync(stayer, world.Place, world.Wanted(), Ct)).Value;
        var others = await world.KeyAsync();
        await app.PlanAsync(world.Account, leaver.Id);
        await app.PlanAsync(world.Account, stayer.Id, LifecycleWorld.In(TimeSpan.FromDays(1), keys: false));

        await app.ComeAsync(leaver.Id, stayer.Id);
        await app.RunEndsAsync();

        Assert.Null(await world.CallAsync(theirs));
        Assert.NotNull(await world.CallAsync(kept));
        Assert.NotNull(await world.CallAsync(others));
        Assert.NotNull((await world.RowAsync(theirs.Id)).RevokedAt);
        Assert.Equal(AuditActions.ApiKeyRevoked, (await app.AuditAsync(theirs.Id))[^1].Action);
        Assert.All([leaver, stayer], a => Assert.Equal(PrincipalState.Deactivated, app.FindAsync(a.Id).GetAwaiter().GetResult()!.State));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_they_asked_for_is_called_off_with_them(Database database)
    {
        var world = await FlowWorld.CreateAsync(database);
        var request = await world.AskAsync();
        await world.App.PlanAsync(world.Account, world.Pat.Id);

        await world.App.ComeAsync(world.Pat.Id);
        await world.App.RunEndsAsync();
        var approved = await world.Decisions.ApproveAsync(world.Approver, request, 8, null, Ct);

        Assert.Equal(RequestState.Cancelled, (await world.FindAsync(request)).State);
        Assert.Equal(AccessRequestErrors.Decided, approved.Error);
        Assert.Null(await world.AssignmentAsync());
        Assert.Contains(await world.App.AuditAsync(world.Pat.Id), e => e.Action == AuditActions.AccessCancelled && AuditSentence.For(AuditRow.From(e)).Text.StartsWith("System called off the request of Pat Lee", StringComparison.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Without_any_job_an_end_that_has_come_holds_but_not_for_the_only_Owner(Database database)
    {
        await using var app = await LifecycleWorld.WithoutJobAsync(database);
        var account = await app.AccountAsync();
        var (person, owner) = (await app.PersonAsync(account), await app.OwnerAsync(account));
        await app.PlanAsync(account, person.Id);
        await app.PlanAsync(account, owner.Id);
        Assert.Equal((false, false), (await app.HasEndedAsync(person.Id), await app.HasEndedAsync(owner.Id)));

        await app.ComeAsync(person.Id, owner.Id);
        Assert.Equal((true, true), (await app.HasEndedAsync(person.Id), await app.HasEndedAsync(owner.Id)));
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == account.Admin.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.State, PrincipalState.Suspended), Ct));

        Assert.Equal((true, false), (await app.HasEndedAsync(person.Id), await app.HasEndedAsync(owner.Id)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A43_Of_two_Owners_whose_end_comes_at_once_one_stays_until_there_is_another(Database database)
    {
        await using var app = await LifecycleWorld.WithoutJobAsync(database);
        var account = await app.AccountAsync();
        var (first, second) = (await app.OwnerAsync(account), await app.OwnerAsync(account));
        foreach (var owner in new[] { first, second }) await app.PlanAsync(account, owner.Id);
        await app.QueryAsync(db => db.AccountOwners.Where(o => o.IdentityId == account.Admin.Id).ExecuteDeleteAsync(Ct));
        await app.ComeAsync(first.Id, second.Id);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => app.RunEndsAsync(), Ct)));
        await app.RunEndsAsync();

        var states = await app.QueryAsync(db => db.Identities.Where(i => i.Id == first.Id || i.Id == second.Id).ToDictionaryAsync(i => i.Id, i => i.State, Ct));
        var stays = Assert.Single(states, s => s.Value == PrincipalState.Active).Key;
        Assert.Equal(LifecycleErrors.LastOwner.Message, (await app.PlanOfAsync(stays))!.Problem);
        Assert.False(await app.HasEndedAsync(stays));
        Assert.Equal(1, await app.CountAuditAsync(stays, AuditActions.UserEndRefused));

        var next = await app.PersonAsync(account, "Nadia", "Next");
        Assert.True((await app.Service<IAccountOwners>().AddAsync(new Actor(ActorKind.Identity, stays, "Olga Owner", account.Id), next.Id, Ct)).Succeeded);
        await app.RunEndsAsync();

        Assert.Equal(PrincipalState.Deactivated, (await app.FindAsync(stays))!.State);
        Assert.Equal([next.Id], await app.QueryAsync(db => db.AccountOwners.Where(o => o.AccountId == account.Id).Select(o => o.IdentityId).ToListAsync(Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_many_instances_that_look_at_once_each_end_is_carried_out_once(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        await using var beside = app.Beside();
        var account = await app.AccountAsync();
        var people = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            people.Add((await app.PersonAsync(account)).Id);
            await app.PlanAsync(account, people[^1]);
        }

        await app.ComeAsync(people);
        await Task.WhenAll(Enumerable.Range(0, 3).SelectMany(_ => new[] { Task.Run(() => app.RunEndsAsync(), Ct), Task.Run(() => beside.RunEndsAsync(), Ct) }));
        await app.RunEndsAsync();

        foreach (var person in people)
        {
            Assert.Equal(PrincipalState.Deactivated, (await app.FindAsync(person))!.State);
            Assert.Equal(1, await app.CountAuditAsync(person, AuditActions.UserDeactivated));
        }

        Assert.Equal(0, await app.QueryAsync(db => db.PlannedEnds.CountAsync(Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_break_before_or_after_the_commit_leaves_one_act_and_one_entry(Database database)
    {
        var failpoint = new CommitFailpoint(db => db.ChangeTracker.Entries<AuditEntry>().Any(e => e.Entity.Action == AuditActions.UserDeactivated));
        await using var app = await TestApp.StartAsync(database, services: services =>
        {
            services.Remove(services.Single(s => s.ImplementationType == typeof(LifecycleJob)));
            failpoint.AddTo(services);
        });
        var account = await app.AccountAsync();
        foreach (var at in new[] { Break.BeforeCommit, Break.AfterCommit })
        {
            var person = await app.PersonAsync(account);
            await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, person.Id);
            await app.PlanAsync(account, person.Id);
            await app.ComeAsync(person.Id);

            failpoint.At = at;
            Assert.Equal(0, await app.RunEndsAsync());
            Assert.Equal(at == Break.BeforeCommit ? PrincipalState.Active : PrincipalState.Deactivated, (await app.FindAsync(person.Id))!.State);
            Assert.Equal(at == Break.BeforeCommit, await app.PlanOfAsync(person.Id) is not null);
            failpoint.At = Break.Never;
            await app.RunEndsAsync();

            Assert.Equal(PrincipalState.Deactivated, (await app.FindAsync(person.Id))!.State);
            Assert.Equal(1, await app.CountAuditAsync(person.Id, AuditActions.UserDeactivated));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_is_deleted_before_their_end_and_restored_after_it_ends_then(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.PlanAsync(account, person.Id);
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, person.Id, Ct);
        await app.ComeAsync(person.Id);
        await app.RunEndsAsync();
        Assert.Equal(PrincipalState.Deleted, (await app.FindAsync(person.Id))!.State);

        Assert.True((await app.Service<IdentityRestore>().RestoreAsync(account.Admin, person.Id, Ct)).Succeeded);
        await app.RunEndsAsync();

        Assert.Equal(PrincipalState.Deactivated, (await app.FindAsync(person.Id))!.State);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_is_deactivated_before_their_end_has_none_left_after_an_activation(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.PlanAsync(account, person.Id);

        await app.Service<IdentityLifecycle>().DeactivateAsync(account.Admin, person.Id, Ct);
        await app.Service<IdentityLifecycle>().ActivateAsync(account.Admin, person.Id, Ct);

        Assert.Null(await app.PlanOfAsync(person.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task It_is_carried_out_though_the_planner_has_left(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var planner = await app.ActorAsync(account, [Permissions.IdentityManage, Permissions.ApiKeyManage]);
        Assert.True((await app.Ends().PlanAsync(planner, person.Id, LifecycleWorld.In(TimeSpan.FromDays(1)), Ct)).Succeeded);
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, planner.Id, Ct);

        await app.ComeAsync(person.Id);
        await app.RunEndsAsync();

        Assert.Equal("System deactivated Pat Lee, as Hugo Salinas had planned", AuditSentence.For(AuditRow.From((await app.AuditAsync(person.Id))[^1])).Text);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_running_app_carries_it_out_by_itself(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        await app.PlanAsync(account, person.Id);
        await app.ComeAsync(person.Id);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while ((await app.FindAsync(person.Id))!.State != PrincipalState.Deactivated) await Task.Delay(50, patience.Token);

        Assert.Null(await app.PlanOfAsync(person.Id));
    }
}
