using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Jobs;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Bulk;

/// <summary>More than 100: taken down, done in batches, cancelled, fenced, and never twice.</summary>
public sealed class BulkJobsTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U19_U73_All_who_match_are_taken_down_and_done_and_the_preview_was_right(Database database)
    {
        await using var app = await BulkWorld.WithoutWorkerAsync(database);
        var account = await app.AccountAsync();
        var crowd = await app.CrowdAsync(account, 450);
        await app.SetStateAsync(crowd[3], PrincipalState.Suspended);
        await app.CrowdAsync(account, 5, "Other");
        var order = account.OrderAll(BulkKind.Suspend, "person");
        var preview = await app.PreviewAsync(account.Admin, order);

        var started = await app.StartAsync(account.Admin, order);
        Assert.Equal(BulkJobState.Preparing, started.Value.State);
        var job = await app.FinishAsync(started.Value.Id);

        Assert.Equal((BulkJobState.Finished, 450, 449, 1), (job.State, job.Total, job.Succeeded, job.Skipped));
        await app.AssertAsPreviewedAsync(job, preview);
        var rows = await app.OutcomeAsync(job.Id);
        Assert.Equal(crowd.Order(), rows.Select(r => r.TargetId).Order());
        Assert.Equal((BulkOutcome.Skipped, "Already suspended."), rows.Where(r => r.TargetId == crowd[3]).Select(r => (r.Outcome, r.Reason)).Single());
        Assert.Equal(5, await app.QueryAsync(db => db.Identities.CountAsync(i => i.AccountId == account.Id && i.FirstName == "Other" && i.State == PrincipalState.Active)));
        Assert.Equal([(AuditActions.BulkStarted, "{}"), (AuditActions.BulkFinished, """{"succeeded":[null,"449"],"skipped":[null,"1"]}""")], (await app.AuditAsync(job.Id)).Select(e => (e.Action, e.Changes)));
        Assert.Equal("Suspend 450 people", (await app.AuditAsync(job.Id))[0].TargetName);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_Rights_lost_while_it_runs_skip_the_rest(Database database)
    {
        await using var app = await BulkWorld.WithoutWorkerAsync(database);
        var account = await app.AccountAsync();
        var manager = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage]);
        var crowd = await app.CrowdAsync(account, 450);
        var job = (await app.StartAsync(manager, account.Order(BulkKind.Suspend, crowd))).Value;
        var (runner, lease) = (app.Service<BulkRunner>(), (await app.Service<BulkRunner>().ClaimAsync(Ct))!);

        Assert.True(await runner.StepAsync(lease, Ct));
        await using (var db = await app.Dbs.CreateDbContextAsync(Ct)) await db.Assignments.Where(a => a.IdentityId == manager.Id).ExecuteDeleteAsync(Ct);
        while (await runner.StepAsync(lease, Ct))
        {
            // The next batch.
        }

        var ended = await app.JobAsync(job.Id);
        Assert.Equal((BulkRunner.BatchSize, 250), (ended.Succeeded, ended.Skipped));
        Assert.Equal(250, await app.QueryAsync(db => db.Identities.CountAsync(i => i.AccountId == account.Id && i.FirstName == "Person" && i.State == PrincipalState.Active)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_cancel_takes_effect_between_two_batches(Database database)
    {
        await using var app = await BulkWorld.WithoutWorkerAsync(database);
        var account = await app.AccountAsync();
        var crowd = await app.CrowdAsync(account, 450);
        var job = (await app.StartAsync(account.Admin, account.Order(BulkKind.Suspend, crowd))).Value;
        var (runner, lease) = (app.Service<BulkRunner>(), (await app.Service<BulkRunner>().ClaimAsync(Ct))!);
        var stranger = await app.ActorAsync(account, [Permissions.IdentityRead]);

        await runner.StepAsync(lease, Ct);
        Assert.Equal(404, (await app.Service<BulkService>().CancelAsync(stranger, job.Id, Ct)).Error!.Status);
        Assert.True((await app.Service<BulkService>().CancelAsync(account.Admin, job.Id, Ct)).Succeeded);
        var more = await runner.StepAsync(lease, Ct);
        var again = await app.Service<BulkService>().CancelAsync(account.Admin, job.Id, Ct);

        Assert.False(more);
        Assert.Equal("not_running", again.Error!.Code);
        Assert.Null(await runner.ClaimAsync(Ct));
        var rows = await app.OutcomeAsync(job.Id);
        Assert.Equal((BulkRunner.BatchSize, 250), (rows.Count(r => r.Outcome == BulkOutcome.Done), rows.Count(r => r.Outcome == BulkOutcome.Waiting)));
        var view = (await app.Service<BulkQueries>().GetAsync(account.Admin, job.Id, Ct)).Value;
        Assert.Equal((BulkJobState.Cancelled, 250, true), (view.State, view.NotDone, view.CanUndo));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_worker_past_its_lease_writes_nothing(Database database)
    {
        var clock = new FakeClock();
        await using var app = await TestApp.StartAsync(database, services: services => BulkWorld.Quiet(services, clock));
        var account = await app.AccountAsync();
        var job = (await app.StartAsync(account.Admin, account.Order(BulkKind.Suspend, await app.CrowdAsync(account, 450)))).Value;
        var runner = app.Service<BulkRunner>();

        var stopped = (await runner.ClaimAsync(Ct))!;
        Assert.Null(await runner.ClaimAsync(Ct));
        clock.Advance(JobWorker.Lease + TimeSpan.FromSeconds(1));
        var next = (await runner.ClaimAsync(Ct))!;
        var late = await runner.StepAsync(stopped, Ct);
        var held = await app.JobAsync(job.Id);
        await runner.ReleaseAsync(stopped);
        var inTime = await runner.StepAsync(next, Ct);

        Assert.False(late);
        Assert.Equal((0, next.Holder), (held.Succeeded, held.LeasedBy));
        Assert.True(inTime);
        Assert.Equal(BulkRunner.BatchSize, (await app.JobAsync(job.Id)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Two_workers_do_each_job_once(Database database)
    {
        await using var app = await BulkWorld.WithoutWorkerAsync(database);
        var account = await app.AccountAsync();
        var orders = new[] { "Ada", "Ben", "Cleo" };
        foreach (var name in orders) await app.CrowdAsync(account, 300, name);
        var jobs = new List<Guid>();
        foreach (var name in orders) jobs.Add((await app.StartAsync(account.Admin, account.OrderAll(BulkKind.Suspend, name))).Value.Id);

        using var one = BulkWorld.Worker(app);
        using var two = BulkWorld.Worker(app);
        await Task.WhenAll(one.StartAsync(Ct), two.StartAsync(Ct));
        foreach (var job in jobs) Assert.Equal((BulkJobState.Finished, 300), ((await app.EndedAsync(job)).State, (await app.JobAsync(job)).Succeeded));
        await Task.WhenAll(one.StopAsync(Ct), two.StopAsync(Ct));

        Assert.Equal(900, await app.QueryAsync(db => db.AuditEntries.CountAsync(e => e.AccountId == account.Id && e.Action == AuditActions.UserSuspended)));
        Assert.Equal(900, await app.QueryAsync(db => db.AuditEntries.Where(e => e.AccountId == account.Id && e.Action == AuditActions.UserSuspended).Select(e => e.TargetId).Distinct().CountAsync()));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_step_that_always_fails_leaves_its_rows_out_with_the_reason(Database database)
    {
        await using var app = await BulkWorld.WithoutWorkerAsync(database);
        var account = await app.AccountAsync();
        var job = (await app.StartAsync(account.Admin, account.Order(BulkKind.Suspend, await app.CrowdAsync(account, 150)))).Value;
        await using (var db = await app.Dbs.CreateDbContextAsync(Ct))
        {
            await db.Database.ExecuteSqlRawAsync(database == Database.Postgres
                ? "ALTER TABLE identities ADD CONSTRAINT nobody_is_suspended CHECK (state <> 1) NOT VALID"
                : "CREATE TRIGGER nobody_is_suspended BEFORE UPDATE OF state ON identities BEGIN SELECT RAISE(ABORT, 'nobody is suspended'); END", Ct);
        }

        using var worker = BulkWorld.Worker(app);
        await worker.StartAsync(Ct);
        var ended = await app.EndedAsync(job.Id);
        await worker.StopAsync(Ct);

        Assert.Equal((BulkJobState.Finished, 0, 150), (ended.State, ended.Succeeded, ended.Skipped));
        Assert.All(await app.OutcomeAsync(job.Id), r => Assert.Equal(BatchWords.Failed, r.Reason));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Jobs_are_seen_by_Owners_by_managers_of_their_environment_and_by_who_made_them(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (manager, elsewhere, reader) = (await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage]),
            await app.ActorAsync(account, [Permissions.IdentityManage], account.Development), await app.ActorAsync(account, [Permissions.IdentityRead]));
        var person = await app.PersonAsync(account);
        var job = (await app.StartAsync(account.Admin, account.Order(BulkKind.Suspend, [person.Id]))).Value;
        var own = (await app.StartAsync(reader, account.Order(BulkKind.Suspend, [person.Id]))).Value;
        var queries = app.Service<BulkQueries>();

        Assert.Equal([own.Id, job.Id], (await queries.ListAsync(account.Admin, null, Ct)).Items.Select(j => j.Id));
        Assert.Equal([own.Id, job.Id], (await queries.ListAsync(manager, null, Ct)).Items.Select(j => j.Id));
        Assert.Equal([own.Id], (await queries.ListAsync(reader, null, Ct)).Items.Select(j => j.Id));
        Assert.Empty((await queries.ListAsync(elsewhere, null, Ct)).Items);
        Assert.Equal(404, (await queries.GetAsync(elsewhere, job.Id, Ct)).Error!.Status);
        Assert.Empty((await queries.RowsAsync(elsewhere, job.Id, null, -1, 10, Ct)).Items);
        Assert.Empty(await queries.ReasonsAsync(reader, job.Id, Ct));
        Assert.Equal([person.FullName], (await queries.RowsAsync(manager, job.Id, BulkOutcome.Done, -1, 10, Ct)).Items.Select(r => r.Name));
    }
}
