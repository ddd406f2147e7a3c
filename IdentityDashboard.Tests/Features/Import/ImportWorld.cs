using System.Text;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IdentityDashboard.Tests.Features.Import;

/// <summary>Imports as the wizard does: upload, check, run, each to its end.</summary>
internal static class ImportWorld
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    /// <summary>An app that leaves the work to a process beside it.</summary>
    public static Task<TestApp> WithoutWorkerAsync(Database database) =>
        TestApp.StartAsync(database, services: services => services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(ImportWorker))));

    public static ImportService Imports(this TestApp app) => app.Service<ImportService>();

    public static async Task<ImportView> UploadAsync(this TestApp app, Actor actor, TestAccount account, string file, ImportMode mode = ImportMode.Create, string name = "people.csv") =>
        (await app.TryUploadAsync(actor, account, file, mode, name)).Value;

    public static async Task<Result<ImportView>> TryUploadAsync(this TestApp app, Actor actor, TestAccount account, string file, ImportMode mode = ImportMode.Create, string name = "people.csv")
    {
        await using var stream = new MemoryStream(Encoding.UTF8.GetBytes(file));
        return await app.Imports().UploadAsync(actor, new ImportStart(mode, mode == ImportMode.Directory ? null : account.Production.EnvironmentId, null, name), stream, Ct);
    }

    public static Task<ImportView> CheckAsync(this TestApp app, TestAccount account, string file, ImportMode mode = ImportMode.Create, ImportChoices? choices = null) =>
        app.CheckAsync(account.Admin, account, file, mode, choices);

    public static async Task<ImportView> CheckAsync(this TestApp app, Actor actor, TestAccount account, string file, ImportMode mode = ImportMode.Create, ImportChoices? choices = null)
    {
        var taken = await app.UploadAsync(actor, account, file, mode);
        var started = await app.Imports().CheckAsync(actor, taken.Id, choices ?? ImportChoices.Usual, Ct);
        Assert.True(started.Succeeded, started.Error?.Message);
        return await app.UntilAsync(actor, taken.Id, ImportState.Checked);
    }

    /// <summary>From the file to its end.</summary>
    public static async Task<ImportView> ImportAsync(this TestApp app, TestAccount account, string file, ImportMode mode = ImportMode.Create, ImportChoices? choices = null) =>
        await app.RunAsync(account.Admin, (await app.CheckAsync(account, file, mode, choices)).Id);

    public static async Task<ImportView> RunAsync(this TestApp app, Actor actor, Guid id)
    {
        var started = await app.Imports().RunAsync(actor, id, Ct);
        Assert.True(started.Succeeded, started.Error?.Message);
        return await app.UntilAsync(actor, id, ImportState.Finished);
    }

    public static async Task<ImportView> UntilAsync(this TestApp app, Actor actor, Guid id, ImportState state)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(3));
        while (true)
        {
            var view = (await app.Imports().GetAsync(actor, id, patience.Token)).Value;
            if (view.State == state) return view;
            await Task.Delay(10, patience.Token);
        }
    }

    public static Task<IReadOnlyList<ImportProblemRow>> ProblemsAsync(this TestApp app, TestAccount account, Guid id) => app.Imports().ProblemsAsync(account.Admin, id, null, -1, 1000, Ct);

    public static Task<IReadOnlyList<WrittenRow>> RowsAsync(this TestApp app, TestAccount account, Guid id) => app.Imports().RowsAsync(account.Admin, id, null, -1, 10_000, Ct);

    public static async Task<string> ErrorFileAsync(this TestApp app, Guid id)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        using var file = new MemoryStream();
        await app.Service<ImportErrorFile>().WriteAsync(await db.Imports.SingleAsync(i => i.Id == id), file, Ct);
        return Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF');
    }

    public static Task<List<Identity>> PeopleAsync(this TestApp app, TestAccount account, string domain) =>
        app.QueryAsync(db => db.Identities.AsNoTracking().Where(i => i.AccountId == account.Id && i.NormalizedEmail!.EndsWith(domain)).OrderBy(i => i.NormalizedEmail).ToListAsync());

    public static ColumnTarget Of(ImportField field) => new(field);

    /// <summary>Many rows with addresses of their own.</summary>
    public static string Crowd(int count, string domain) =>
        "email,first_name,last_name\r\n" + string.Concat(Enumerable.Range(0, count).Select(n => $"person{n:000000}@{domain},Person,N{n:000000}\r\n"));
}
