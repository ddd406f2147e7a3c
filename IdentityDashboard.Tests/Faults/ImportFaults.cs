using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Tests.Features.Import;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IdentityDashboard.Tests.Faults;

/// <summary>An import of 5,000 rows survives kill -9: nobody is left out, nobody is there twice.</summary>
public sealed class ImportFaults
{
    private const int Rows = 5_000;
    private const int Kills = 5;
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>Between looks: looking without a pause takes the import its processor.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R1_R2_Killed_at_five_random_moments_an_import_ends_with_every_row_exactly_once(Database database)
    {
        await using var app = await TestApp.StartAsync(database, services: services => services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(ImportWorker))));
        var account = await app.AccountAsync();
        var taken = await app.UploadAsync(account.Admin, account, ImportWorld.Crowd(Rows, "kill.example"));
        await app.Imports().CheckAsync(account.Admin, taken.Id, ImportChoices.Usual, andRun: true, Ct);

        foreach (var kill in Enumerable.Range(0, Kills))
        {
            await using var child = ChildApp.Start(app);
            var target = Random.Shared.Next(kill * (Rows - 500) / Kills, (kill + 1) * (Rows - 500) / Kills);
            TestContext.Current.TestOutputHelper?.WriteLine($"{database}: killed at row {target} of {Rows}");
            await ReachedAsync(app, taken.Id, child, target);
            await child.KillAsync();
            // Somebody else goes on when the lease has ended; nobody waits for that here.
            await app.QueryAsync(db => db.Imports.Where(i => i.Id == taken.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.LeasedUntil, (DateTimeOffset?)null), Ct));
            Assert.Null((await JobAsync(app, taken.Id)).FinishedAt);
        }

        await using var last = ChildApp.Start(app);
        await app.UntilAsync(account.Admin, taken.Id, ImportState.Finished);

        var (job, people) = (await JobAsync(app, taken.Id), await app.PeopleAsync(account, "@kill.example"));
        Assert.Equal((Rows, Rows, Rows, 0, 0), (job.Position, job.Done, job.Made, job.Failed, job.Skipped));
        Assert.Equal(Enumerable.Range(0, Rows).Select(n => $"person{n:000000}@kill.example"), people.Select(p => p.NormalizedEmail));
        var entries = await app.QueryAsync(db => db.AuditEntries.Where(e => e.AccountId == account.Id && e.Action == AuditActions.UserCreated).GroupBy(e => e.TargetId).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(Ct));
        Assert.All(people, p => Assert.Equal(1, entries.Single(e => e.Key == p.Id).Count));
        var rows = await app.RowsAsync(account, taken.Id);
        Assert.Equal(people.Select(p => (Guid?)p.Id), rows.Select(r => r.Id));
        Assert.Single(await app.AuditAsync(taken.Id), e => e.Action == AuditActions.ImportFinished);
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
