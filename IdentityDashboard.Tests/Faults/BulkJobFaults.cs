using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Bulk;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Faults;

/// <summary>A change to 10,000 people survives kill -9: nobody is left out, nobody is done twice.</summary>
public sealed class BulkJobFaults
{
    private const int Crowd = 10_000;
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>Between looks: looking without a pause takes the job its processor.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Killed_twice_while_it_runs_a_job_ends_with_everybody_exactly_once(Database database)
    {
        await using var app = await BulkWorld.WithoutWorkerAsync(database);
        var account = await app.AccountAsync();
        await app.CrowdAsync(account, Crowd);
        var job = (await app.StartAsync(account.Admin, account.OrderAll(BulkKind.Suspend, "person"))).Value;

        // Steps of the job: people taken down, then people done.
        foreach (var (from, to) in new[] { (0, Crowd), (Crowd, 2 * Crowd - 2000) })
        {
            await using var child = ChildApp.Start(app);
            var target = Random.Shared.Next(from, to);
            TestContext.Current.TestOutputHelper?.WriteLine($"{database}: killed at step {target} of {2 * Crowd}");
            await ReachedAsync(app, job.Id, child, target);
            await child.KillAsync();
            Assert.Null((await app.JobAsync(job.Id)).FinishedAt);
        }

        await using var last = ChildApp.Start(app);
        var ended = await app.EndedAsync(job.Id);

        Assert.Equal((BulkJobState.Finished, Crowd, Crowd, 0), (ended.State, ended.Total, ended.Succeeded, ended.Skipped));
        var (rows, people) = await app.QueryAsync(async db => (
            await db.BulkJobRows.Where(r => r.JobId == job.Id).GroupBy(r => r.Outcome).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(Ct),
            await db.BulkJobRows.Where(r => r.JobId == job.Id).Select(r => r.TargetId).Distinct().CountAsync(Ct)));
        Assert.Equal((BulkOutcome.Done, Crowd), rows.Select(r => (r.Key, r.Count)).Single());
        Assert.Equal(Crowd, people);
        Assert.Equal(Crowd, await app.QueryAsync(db => db.Identities.CountAsync(i => i.AccountId == account.Id && i.State == PrincipalState.Suspended, Ct)));
        var entries = app.QueryAsync(db => db.AuditEntries.Where(e => e.AccountId == account.Id && e.Action == AuditActions.UserSuspended).GroupBy(e => e.TargetId).Select(g => g.Count()).ToListAsync(Ct));
        Assert.Equal(Crowd, (await entries).Count);
        Assert.All(await entries, count => Assert.Equal(1, count));
        Assert.Single(await app.AuditAsync(job.Id), e => e.Action == AuditActions.BulkFinished);
    }

    private static async Task ReachedAsync(TestApp app, Guid id, ChildApp child, int target)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        while (true)
        {
            var job = await app.JobAsync(id);
            if (job.Total + job.Succeeded + job.Skipped > target) return;
            Assert.False(child.HasExited, "The app ended by itself.");
            patience.Token.ThrowIfCancellationRequested();
            await Task.Delay(Look, patience.Token);
        }
    }
}
