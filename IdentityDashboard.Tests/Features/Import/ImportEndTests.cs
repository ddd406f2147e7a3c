using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Import;

/// <summary>What comes after a run: the error file, the second try, undo, and forgetting.</summary>
public sealed class ImportEndTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U60_U63_A54_The_error_file_runs_no_formula_and_imports_again_unharmed(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        const string File = "email,first_name,last_name,phone,external_id,password\r\nwrong,'=Cmd,Ok,+44 20 7946 0018,@id,'=secret-lamp-77\r\nalso wrong,Ana,Lee,,-1,=other-lamp-88\r\n\"fine@u60.example\",Fi,Ne,,,\r\n";

        var ended = await app.ImportAsync(account, File);
        var errors = await app.ErrorFileAsync(ended.Id);
        var again = await app.ImportAsync(account, errors.Replace("also wrong", "ana@u60.example", StringComparison.Ordinal).Replace("wrong,", "cmd@u60.example,", StringComparison.Ordinal));

        Assert.Equal(new ImportProgress(3, 1, 2, 0), ended.Progress);
        var cells = errors.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).SelectMany(l => l.Split(',')).ToList();
        Assert.All(cells, c => Assert.False(c.TrimStart('"') is ['=' or '+' or '-' or '@', ..], c));
        Assert.EndsWith(",problem", errors.Split("\r\n")[0], StringComparison.Ordinal);
        Assert.Equal(new ImportProgress(2, 2, 0, 0), again.Progress);
        var people = await app.PeopleAsync(account, "@u60.example");
        Assert.Equal([("Ana", "-1"), ("=Cmd", "@id"), ("Fi", null)], people.Select(p => (p.FirstName, p.ExternalId)));
        var passwords = app.Service<IdentityDashboard.Features.Credentials.PasswordService>();
        Assert.True(passwords.Verify(people[0].PasswordHash, "=other-lamp-88"));
        Assert.True(passwords.Verify(people[1].PasswordHash, "'=secret-lamp-77"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rows_that_failed_are_tried_again_by_themselves(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var ended = await app.ImportAsync(account, "email,first_name,last_name,groups\r\nin@retry.example,In,Side,\r\nout@retry.example,Out,Side,Late comers\r\n");
        await app.Service<IdentityDashboard.Features.Groups.GroupService>().CreateAsync(account.Admin, "Late comers", [], Ct);

        var retry = (await app.Imports().RetryFailedAsync(account.Admin, ended.Id, Ct)).Value;
        await app.Imports().CheckAsync(account.Admin, retry.Id, retry.Choices, Ct);
        var view = await app.UntilAsync(account.Admin, retry.Id, ImportState.Checked);
        await app.RunAsync(account.Admin, retry.Id);

        Assert.Equal(new ImportCounts(1, 1, 0, 0, 0, 0, 0), view.Counts);
        Assert.Equal(2, (await app.PeopleAsync(account, "@retry.example")).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U61_Undo_says_first_whom_it_leaves_and_takes_the_others(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var known = await app.PersonAsync(account, "Known", "Before", "known@u61.example");
        var ended = await app.ImportAsync(account, $"{ImportWorld.Crowd(5, "u61.example")}known@u61.example,Known,Changed\r\n", choices: ImportChoices.Usual with { Existing = ExistingPeople.Update });
        var people = await app.PeopleAsync(account, "@u61.example");
        var (signedIn, suspended, grouped) = (people.Single(p => p.LastName == "N000000"), people.Single(p => p.LastName == "N000001"), people.Single(p => p.LastName == "N000002"));
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == signedIn.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.LastSeenAt, DateTimeOffset.UtcNow), Ct));
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, suspended.Id, Ct);
        await app.GroupAsync(account, grouped.Id);

        var preview = (await app.Imports().PreviewUndoAsync(account.Admin, ended.Id, Ct)).Value;
        var undone = (await app.Imports().UndoAsync(account.Admin, ended.Id, Ct)).Value;
        undone = await app.UntilAsync(account.Admin, undone.Id, ImportState.Finished);

        Assert.Equal((2, 3, 1), (preview.Deleted, preview.SkippedCount, preview.UpdatesKept));
        Assert.Equal(["Person N000000", "Person N000001", "Person N000002"], preview.Skipped.Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.Equal(new ImportProgress(5, 2, 0, 3), undone.Progress);
        Assert.Equal(2, (await app.PeopleAsync(account, "@u61.example")).Count(p => p.State == PrincipalState.Deleted));
        Assert.Equal("Changed", (await app.FindAsync(known.Id))!.LastName);
        Assert.Equal(ImportErrors.UndoneAlready, (await app.Imports().UndoAsync(account.Admin, ended.Id, Ct)).Error);
        Assert.False((await app.Imports().GetAsync(account.Admin, ended.Id, Ct)).Value.CanUndo);
        Assert.Contains(await app.AuditAsync(undone.Id), e => e.Action == AuditActions.ImportUndone);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_cancel_stops_between_batches_and_what_is_done_stays(Database database)
    {
        if (database == Database.Postgres) Assert.SkipUnless(TestPostgres.IsAvailable, TestPostgres.Missing);
        var gate = new ReadGate();
        // Its own: the last batch is held up while it is judged.
        await using var app = await TestApp.StartAsync(database, services: gate.AddTo);
        var account = await app.AccountAsync();
        var view = await app.CheckAsync(account, ImportWorld.Crowd((2 * ImportRun.BatchSize) + 50, "cancel.example"));
        gate.Shut("person002000@cancel.example");
        await app.Imports().RunAsync(account.Admin, view.Id, Ct);
        while ((await app.Imports().GetAsync(account.Admin, view.Id, Ct)).Value.Progress.Done < 2 * ImportRun.BatchSize) await Task.Delay(5, TestContext.Current.CancellationToken);

        var cancelled = (await app.Imports().CancelAsync(account.Admin, view.Id, Ct)).Value;
        gate.Open();

        Assert.Equal(ImportState.Cancelled, cancelled.State);
        Assert.Equal(2 * ImportRun.BatchSize, cancelled.Progress.Done);
        Assert.Equal(ImportErrors.NotRunning, (await app.Imports().CancelAsync(account.Admin, view.Id, Ct)).Error);
        while (gate.Waiting > 0) await Task.Delay(5, TestContext.Current.CancellationToken);
        await app.ImportAsync(account, ImportWorld.Crowd(1, "after.example"));
        Assert.Equal(2 * ImportRun.BatchSize, (await app.PeopleAsync(account, "@cancel.example")).Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_file_with_passwords_is_erased_a_day_after_its_end_any_other_after_a_month(Database database)
    {
        // Its own: time runs ahead for every import there is.
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var secret = await app.ImportAsync(account, "email,first_name,last_name,password\r\na@erase.example,A,B,harbour-lamp-31\r\n");
        var plain = await app.ImportAsync(account, ImportWorld.Crowd(2, "erase.example"));
        var clock = new FakeClock();
        clock.Advance(TimeSpan.FromHours(25));
        var purge = new ImportPurge(app.Dbs, clock);

        await purge.RunAsync(Ct);
        var afterADay = await ErasedAsync();
        clock.Advance(TimeSpan.FromDays(31));
        await purge.RunAsync(Ct);

        Assert.Equal((true, false), afterADay);
        Assert.Equal((true, true), await ErasedAsync());
        Assert.Equal(0, await app.QueryAsync(db => db.ImportChunks.CountAsync(c => c.ImportId == secret.Id || c.ImportId == plain.Id, Ct)));
        Assert.Single(await app.RowsAsync(account, secret.Id));
        Assert.Equal(ImportErrors.Erased, (await app.Imports().RetryFailedAsync(account.Admin, plain.Id, Ct)).Error);

        Task<(bool, bool)> ErasedAsync() => app.QueryAsync(async db => (
            await db.Imports.AnyAsync(i => i.Id == secret.Id && i.ErasedAt != null, Ct), await db.Imports.AnyAsync(i => i.Id == plain.Id && i.ErasedAt != null, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Every_sample_of_other_products_is_checked_to_its_end(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        foreach (var path in System.IO.Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Features", "Import", "Samples")))
        {
            await using var file = File.OpenRead(path);
            var taken = (await app.Imports().UploadAsync(account.Admin, new ImportStart(ImportMode.Directory, null, null, Path.GetFileName(path)), file, Ct)).Value;
            if (taken.Missing.Count > 0) continue;
            await app.Imports().CheckAsync(account.Admin, taken.Id, ImportChoices.Usual, Ct);
            var view = await app.UntilAsync(account.Admin, taken.Id, ImportState.Checked);

            Assert.True(view.Counts!.Rows > 0, path);
            Assert.Equal(view.Counts.Rows, view.Counts.Create + view.Counts.Unchanged + view.Counts.Conflict + view.Counts.Error);
            if (view.Counts.Create == 0) continue;
            var ended = await app.RunAsync(account.Admin, taken.Id);
            Assert.Equal((view.Counts.Create, view.Counts.Conflict + view.Counts.Error), (ended.Progress.Done, ended.Progress.Failed));
        }
    }
}
