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
    private const int Many = 10_000;
    private const int KillsOfOneJob = 5;

    /// <summary>So far before the end of a job a kill comes at the latest: what is done between looking and killing.</summary>
    private const int Margin = 1_000;

    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>Between looks: looking without a pause takes the job its processor.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);

    /// <param name="crowd">In an ordinary run; 10,000 when rounds are asked for.</param>
    [Theory, InlineData(Database.Sqlite, 2_000), InlineData(Database.Postgres, Many)]
    public async Task Killed_while_it_runs_a_job_ends_with_everybody_exactly_once(Database database, int crowd)
    {
        if (FaultRounds.Asked is not null) crowd = Many;
        await using var app = await BulkWorld.WithoutWorkerAsync(database);
        var account = await app.AccountAsync();
        await app.CrowdAsync(account, crowd);
        var (left, suspend) = (FaultRounds.Kills(ordinary: 2), true);

        // What one job does to everybody the next one takes back.
        for (; left > 0; left -= KillsOfOneJob, suspend = !suspend)
        {
            var kills = Math.Min(left, KillsOfOneJob);
            var job = (await app.StartAsync(account.Admin, account.OrderAll(suspend ? BulkKind.Suspend : BulkKind.Activate, "person"))).Value;
            for (var kill = 0; kill < kills; kill++) await KilledAsync(app, job.Id, crowd, kill, kills);
            var ended = await FinishedAsync(app, job.Id);

            Assert.Equal((BulkJobState.Finished, crowd, crowd, 0), (ended.State, ended.Total, ended.Succeeded, ended.Skipped));
            await AssertExactlyOnceAsync(app, job, suspend ? (AuditActions.UserSuspended, PrincipalState.Suspended) : (AuditActions.UserActivated, PrincipalState.Active), database, kills);
        }
    }

    /// <summary>The kills of a job are spread over its course, each at random in its part.</summary>
    private static async Task KilledAsync(TestApp app, Guid id, int crowd, int kill, int kills)
    {
        // Steps of the job: people taken down, then people done.
        var part = ((2 * crowd) - Margin) / kills;
        var target = Random.Shared.Next(kill * part, (kill + 1) * part);
        await using var child = ChildApp.Start(app);
        TestContext.Current.TestOutputHelper?.WriteLine($"Killed at step {target} of {2 * crowd}");
        await ReachedAsync(app, id, child, target);
        await child.KillAsync();
        Assert.Null((await app.JobAsync(id)).FinishedAt);
        await LetLeaseEndAsync(app, id);
    }

    /// <summary>The process that is left does the rest.</summary>
    private static async Task<BulkJob> FinishedAsync(TestApp app, Guid id)
    {
        using var worker = BulkWorld.Worker(app);
        await worker.StartAsync(Ct);
        var ended = await app.EndedAsync(id);
        await worker.StopAsync(Ct);
        return ended;
    }

    /// <summary>As if its ten seconds had passed.</summary>
    private static Task<int> LetLeaseEndAsync(TestApp app, Guid id) =>
        app.QueryAsync(db => db.BulkJobs.Where(j => j.Id == id).ExecuteUpdateAsync(s => s.SetProperty(j => j.LeasedUntil, DateTimeOffset.UtcNow.AddSeconds(-1)), Ct));

    private static async Task AssertExactlyOnceAsync(TestApp app, BulkJob job, (string Action, PrincipalState State) done, Database database, int kills)
    {
        var rows = await app.QueryAsync(db => db.BulkJobRows.AsNoTracking().Where(r => r.JobId == job.Id).Select(r => new { r.TargetId, r.Outcome }).ToListAsync(Ct));
        var entries = await app.QueryAsync(db => db.AuditEntries.Where(e => e.AccountId == job.AccountId && e.Action == done.Action && e.At >= job.CreatedAt)
            .GroupBy(e => e.TargetId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(e => e.Key, e => e.Count, Ct));
        var changed = await app.QueryAsync(db => db.Identities.Where(i => i.AccountId == job.AccountId && i.State == done.State && i.Id != job.ActorId).Select(i => i.Id).ToListAsync(Ct));
        var people = rows.Select(r => r.TargetId).ToHashSet();
        var lost = people.Count(id => !entries.ContainsKey(id)) + people.Except(changed).Count();
        var doubled = entries.Values.Sum(count => count - 1) + rows.Count - people.Count;
        FaultRounds.Report("bulk change", database, kills, rows.Count, lost, doubled);

        Assert.Equal((0, 0), (lost, doubled));
        Assert.All(rows, r => Assert.Equal(BulkOutcome.Done, r.Outcome));
        Assert.True(people.SetEquals(changed) && people.SetEquals(entries.Keys));
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
