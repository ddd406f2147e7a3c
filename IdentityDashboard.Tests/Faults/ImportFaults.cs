using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Tests.Features.Import;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Faults;

/// <summary>An import of 5,000 rows survives kill -9: nobody is left out, nobody is there twice.</summary>
public sealed class ImportFaults
{
    private const int Rows = 5_000;
    private const int KillsOfOneFile = 5;

    /// <summary>The last kill comes before the batches after this row.</summary>
    private const int Reached = Rows - (3 * ImportRun.BatchSize);

    /// <summary>Milliseconds that a batch takes at least.</summary>
    private const int AboutOneBatch = 150;

    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>Between looks: looking without a pause takes the import its processor.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R1_R2_Killed_at_random_moments_an_import_ends_with_every_row_exactly_once(Database database)
    {
        await using var app = await ImportWorld.WithoutWorkerAsync(database);
        for (var left = FaultRounds.Kills(); left > 0;)
        {
            var (account, kills, hits) = (await app.AccountAsync(), Math.Min(left, KillsOfOneFile), 0);
            var taken = await app.UploadAsync(account.Admin, account, ImportWorld.Crowd(Rows, "kill.example"));
            await app.Imports().CheckAsync(account.Admin, taken.Id, ImportChoices.Usual, andRun: true, Ct);

            while (hits < kills && await KilledAsync(app, taken.Id, database, hits, kills)) hits++;
            await using var last = ChildApp.Start(app);
            await app.UntilAsync(account.Admin, taken.Id, ImportState.Finished);

            await AssertExactlyOnceAsync(app, account, taken.Id, database, hits);
            left -= hits;
        }
    }

    /// <returns>False when the import came to its end before the kill: another file takes the rest of them.</returns>
    private static async Task<bool> KilledAsync(TestApp app, Guid id, Database database, int kill, int kills)
    {
        var target = Random.Shared.Next(kill * Reached / kills, (kill + 1) * Reached / kills);
        TestContext.Current.TestOutputHelper?.WriteLine($"{database}: killed at row {target} of {Rows}");
        await using var child = ChildApp.Start(app);
        await ReachedAsync(app, id, child, target);
        // Anywhere in the batch after it: reading, judging, writing, committing.
        await Task.Delay(Random.Shared.Next(AboutOneBatch), Ct);
        await child.KillAsync();
        // Somebody else goes on when the lease has ended; nobody waits for that here.
        await app.QueryAsync(db => db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.LeasedUntil, (DateTimeOffset?)null), Ct));
        return (await JobAsync(app, id)).FinishedAt is null;
    }

    private static async Task AssertExactlyOnceAsync(TestApp app, TestAccount account, Guid id, Database database, int kills)
    {
        var (job, people) = (await JobAsync(app, id), await app.PeopleAsync(account, "@kill.example"));
        FaultRounds.Report("import", database, kills, Rows, Rows - people.Select(p => p.NormalizedEmail).Distinct(StringComparer.Ordinal).Count(), people.Count - people.Select(p => p.NormalizedEmail).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((Rows, Rows, Rows, 0, 0), (job.Position, job.Done, job.Made, job.Failed, job.Skipped));
        Assert.Equal(Enumerable.Range(0, Rows).Select(n => $"person{n:000000}@kill.example"), people.Select(p => p.NormalizedEmail));
        var entries = await app.QueryAsync(db => db.AuditEntries.Where(e => e.AccountId == account.Id && e.Action == AuditActions.UserCreated).GroupBy(e => e.TargetId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(e => e.Key, e => e.Count, Ct));
        Assert.All(people, p => Assert.Equal(1, entries[p.Id]));
        var rows = await app.RowsAsync(account, id);
        Assert.Equal(people.Select(p => (Guid?)p.Id), rows.Select(r => r.Id));
        Assert.Single(await app.AuditAsync(id), e => e.Action == AuditActions.ImportFinished);
    }

    private static Task<ImportJob> JobAsync(TestApp app, Guid id) => app.QueryAsync(db => db.Imports.AsNoTracking().SingleAsync(i => i.Id == id, Ct));

    private static async Task ReachedAsync(TestApp app, Guid id, ChildApp child, int target)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await JobAsync(app, id)).Position <= target)
        {
            Assert.False(child.HasExited, "The app ended by itself.");
            await Task.Delay(Look, patience.Token);
        }
    }
}
