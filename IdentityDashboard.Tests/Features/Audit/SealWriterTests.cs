using IdentityDashboard.Features.Audit.Chain;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityDashboard.Tests.Features.Audit;

public sealed class SealWriterTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_entry_is_covered_once_and_an_idle_sealer_writes_nothing(Database database)
    {
        await using var desk = await ChainDesk.StartAsync(database);
        await desk.SealAsync();
        await desk.RecordAsync("One", "Two");
        await desk.SealAsync();
        await desk.SealAsync();

        var seals = await desk.SealsAsync();

        Assert.Equal([1, 2], seals.Select(s => s.Position));
        await AssertAllCoveredOnceAsync(desk, seals);
        Assert.Equal(0, (await desk.VerifyAsync()).Exit);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task More_than_a_batch_is_sealed_in_batches(Database database)
    {
        await using var desk = await ChainDesk.StartAsync(database);
        await desk.RecordAsync([.. Enumerable.Range(0, SealWriter.Batch + 10).Select(n => $"Person {n}")]);
        await desk.SealAsync();

        var seals = await desk.SealsAsync();

        Assert.Equal(2, seals.Count);
        await AssertAllCoveredOnceAsync(desk, seals);
    }

    [Fact]
    public async Task An_act_that_commits_after_later_ones_is_sealed_when_it_shows()
    {
        await using var desk = await ChainDesk.StartAsync(Database.Postgres);
        await using var slow = await desk.App.Dbs.CreateDbContextAsync();
        await using var act = await slow.Database.BeginTransactionAsync();
        var early = desk.Add(slow, "Slow");
        await slow.SaveChangesAsync();
        await desk.RecordAsync("Quick");
        await desk.SealAsync();
        Assert.StartsWith($"{early.Sequence},", (await desk.SealsAsync())[^1].Missing, StringComparison.Ordinal);

        await act.CommitAsync();
        await desk.SealAsync();

        var seals = await desk.SealsAsync();
        Assert.Equal($"{early.Sequence}", seals[^1].Covered);
        Assert.DoesNotContain(',', seals[^1].Missing);
        await AssertAllCoveredOnceAsync(desk, seals);
        Assert.Equal(0, (await desk.VerifyAsync()).Exit);
    }

    [Fact]
    public async Task What_was_rolled_back_is_given_up_after_an_hour_and_what_appears_there_later_is_found()
    {
        await using var desk = await ChainDesk.StartAsync(Database.Postgres);
        long number;
        await using (var failing = await desk.App.Dbs.CreateDbContextAsync())
        {
            await using var act = await failing.Database.BeginTransactionAsync();
            var entry = desk.Add(failing, "Rolled back");
            await failing.SaveChangesAsync();
            number = entry.Sequence;
        }

        await desk.RecordAsync("Quick");
        await desk.SealAsync();
        desk.Clock.Advance(TimeSpan.FromMinutes(59));
        await desk.SealAsync();
        Assert.Contains($"{number}", (await desk.SealsAsync())[^1].Missing, StringComparison.Ordinal);
        desk.Clock.Advance(TimeSpan.FromMinutes(2));
        await desk.SealAsync();
        Assert.DoesNotContain(',', (await desk.SealsAsync())[^1].Missing);
        Assert.Equal(0, (await desk.VerifyAsync()).Exit);

        await desk.RecordAsync("Forged");
        await desk.SealAsync();
        await desk.ChangeAsync($"INSERT INTO audit_entries SELECT {number}, gen_random_uuid(), account_id, at, action, actor_kind, actor_id, actor_name, target_kind, target_id, target_name, changes, ip, search_text FROM audit_entries WHERE target_name = 'Quick'");

        Assert.Equal([$"entry {number}: inserted: seal 2 gave this number up as rolled back"], (await desk.VerifyAsync()).Findings);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Sealers_beside_each_other_write_one_chain(Database database)
    {
        await using var desk = await ChainDesk.StartAsync(database);
        var writing = Task.Run(async () => { for (var n = 0; n < 40; n++) await desk.RecordAsync($"Person {n}"); });
        var writers = Enumerable.Range(0, 3).Select(_ => new SealWriter(desk.App.Dbs, desk.Clock)).ToList();
        await Task.WhenAll(writers.Select(writer => Task.Run(async () =>
        {
            while (!writing.IsCompleted) await writer.SealNextAsync(CancellationToken.None);
        })));
        await writing;
        await desk.SealAsync();

        var seals = await desk.SealsAsync();

        Assert.Equal(Enumerable.Range(1, seals.Count).Select(n => (long)n), seals.Select(s => s.Position));
        await AssertAllCoveredOnceAsync(desk, seals);
        Assert.Equal(0, (await desk.VerifyAsync()).Exit);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_sealer_of_the_app_finds_entries_of_this_and_of_other_processes(Database database)
    {
        await using var desk = await ChainDesk.StartAsync(database);
        using var foreign = new AuditSignal();
        using var sealer = new AuditSealer(desk.App.Service<SealWriter>(), foreign, NullLogger<AuditSealer>.Instance);
        await sealer.StartAsync(CancellationToken.None);
        await desk.RecordAsync("Elsewhere");

        SequenceRanges covered;
        do
        {
            covered = SequenceRanges.Of((await desk.SealsAsync()).SelectMany(s => SequenceRanges.Read(s.Covered)!.Numbers).Order());
        }
        while (!covered.Contains(await desk.NumberOfAsync("Elsewhere")));

        await sealer.StopAsync(CancellationToken.None);
    }

    private static async Task AssertAllCoveredOnceAsync(ChainDesk desk, List<IdentityDashboard.Features.Audit.AuditSeal> seals)
    {
        await using var db = await desk.App.Dbs.CreateDbContextAsync();
        var entries = await db.AuditEntries.Select(e => e.Sequence).OrderBy(n => n).ToListAsync();
        Assert.Equal(entries, seals.SelectMany(s => SequenceRanges.Read(s.Covered)!.Numbers).Order());
    }
}
