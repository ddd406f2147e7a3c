using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Audit.Chain;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Commands;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IdentityDashboard.Tests.Features.Audit;

/// <summary>An app whose sealer rests, so that a test seals when it wants to.</summary>
internal sealed class ChainDesk : IAsyncDisposable
{
    private ChainDesk(TestApp app, TestAccount account, FakeClock clock) => (App, Account, Clock) = (app, account, clock);

    public TestApp App { get; }

    public TestAccount Account { get; }

    public FakeClock Clock { get; }

    public static async Task<ChainDesk> StartAsync(Database database)
    {
        if (database == Database.Postgres) Assert.SkipUnless(TestPostgres.IsAvailable, TestPostgres.Missing);
        var clock = new FakeClock();
        var app = await TestApp.StartAsync(database, services: services =>
        {
            services.AddSingleton<TimeProvider>(clock);
            services.Remove(services.Single(s => s.ImplementationType == typeof(AuditSealer)));
        });
        return new ChainDesk(app, await app.AccountAsync(), clock);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();

    /// <summary>Adds entries in the order of the names; in one transaction.</summary>
    public async Task RecordAsync(params string[] names)
    {
        await using var db = await App.Dbs.CreateDbContextAsync();
        foreach (var name in names) Put(db, name);
        await db.SaveChangesAsync();
    }

    public AuditEntry Add(DashboardDbContext db, string name)
    {
        Put(db, name);
        return db.AuditEntries.Local.Last();
    }

    public async Task SealAsync()
    {
        while (await App.Service<SealWriter>().SealNextAsync(CancellationToken.None)) { }
    }

    public async Task<long> NumberOfAsync(string name)
    {
        await using var db = await App.Dbs.CreateDbContextAsync();
        return await db.AuditEntries.Where(e => e.TargetName == name).Select(e => e.Sequence).SingleAsync();
    }

    public async Task<List<AuditSeal>> SealsAsync()
    {
        await using var db = await App.Dbs.CreateDbContextAsync();
        return await db.AuditSeals.AsNoTracking().OrderBy(s => s.Position).ToListAsync();
    }

    public async Task ChangeAsync(string sql)
    {
        await using var db = await App.Dbs.CreateDbContextAsync();
        await db.Database.ExecuteSqlRawAsync(sql);
    }

    /// <summary>What <c>audit verify</c> says.</summary>
    public async Task<(int Exit, IReadOnlyList<string> Findings, IReadOnlyList<string> Summary)> VerifyAsync(params string[] options)
    {
        var output = new StringWriter();
        var exit = await CommandLine.RunAsync(App.Services.GetServices<ICommand>(), ["audit", "verify", .. options], new CommandOutput(output, output), CancellationToken.None);
        var lines = output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        return (exit!.Value, [.. lines.Where(l => char.IsLower(l[0]))], [.. lines.Where(l => char.IsUpper(l[0]))]);
    }

    private void Put(DashboardDbContext db, string name)
        => App.Service<AuditLog>().Add(db, Account.Admin, AuditActions.UserUpdated, new AuditTarget(AuditTarget.User, Guid.NewGuid(), name), new Changes().Set("first_name", null, name));
}
