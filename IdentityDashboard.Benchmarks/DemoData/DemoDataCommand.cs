using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Features.Workspace.FirstRun;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary><c>scripts/demo-data N</c>.</summary>
internal static class DemoDataCommand
{
    public const string AdministratorEmail = "nora@halden.example";
    private const string AccountName = "Halden Group";

    public static async Task RunAsync(Arguments arguments, TextWriter output)
    {
        arguments.Allow("sqlite", "database", "connection", "audit", "seed", "password", "app");
        var people = Arguments.Parse(arguments.Words.Count == 2 ? arguments.Words[1] : throw new UsageException("Say how many people: scripts/demo-data 1000000"), "The number of people");
        if (people < 10) throw new UsageException("Demo data begins at 10 people.");
        var clock = Stopwatch.StartNew();
        await using var product = await ProductHost.OpenAsync(DatabaseChoice.From(arguments), arguments.Text("app"));
        var password = await SetUpAsync(product, arguments.Text("password"));
        var (outcome, place) = await FillAsync(product, people, arguments.Number("seed", 1), arguments.Has("audit"),
            text => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds,6:F1} s  {text}")));

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"""
             {clock.Elapsed.TotalSeconds,6:F1} s  done: {outcome.People:N0} people, {outcome.Groups:N0} groups with {outcome.Memberships:N0} members, {outcome.Nodes:N0} nodes, {outcome.Roles} roles, {outcome.Assignments:N0} assignments, {outcome.Values:N0} attribute values, {outcome.AuditEntries:N0} audit entries

             Database: {place}
             """));
        output.WriteLine(password is null ? "Sign in as before." : $"Sign in as {AdministratorEmail} with {password}");
        output.WriteLine($"Open it:  {Start(arguments, place)}dotnet run --project IdentityDashboard");
    }

    /// <summary>An account with its administrator, where there is none yet.</summary>
    /// <returns>The administrator's password, or null if there was an account.</returns>
    public static async Task<string?> SetUpAsync(ProductHost product, string? wanted)
    {
        var firstRun = product.Get<FirstRunService>();
        if (await firstRun.TokenAsync(CancellationToken.None) is null) return null;
        var password = string.IsNullOrEmpty(wanted) ? RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16) : wanted;
        var made = await firstRun.BootstrapAsync(new NewAccount(AccountName, AdministratorEmail, "Nora", "Lindqvist", password), CancellationToken.None);
        return made.Succeeded ? password : throw new UsageException(made.Error!.Message);
    }

    /// <summary>Fills the database's first account, once.</summary>
    public static async Task<(DemoDataOutcome Outcome, string Place)> FillAsync(ProductHost product, int people, int seed, bool audit, Action<string> say)
    {
        await using var db = await product.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync();
        var account = await db.Accounts.AsNoTracking().OrderBy(a => a.CreatedAt).FirstAsync();
        if (await db.Applications.AnyAsync(a => a.AccountId == account.Id && a.Name == Hierarchy.SecondApplication)) throw new UsageException($"{account.Name} has demo data already.");
        var connection = db.Database.GetConnectionString()!;
        await using IBulkLoad load = db.Database.IsSqlite() ? new SqliteBulkLoad(connection) : new PostgresBulkLoad(connection);
        var outcome = await new DemoDataLoad(db, account, load, people, seed, audit, say).RunAsync();
        return (outcome, db.Database.IsSqlite() ? product.Get<SqliteFile>().Path : $"PostgreSQL database {db.Database.GetDbConnection().Database}");
    }

    private static string Start(Arguments arguments, string place)
    {
        if (arguments.Text("connection") is { } connection && arguments.Text("database") == DatabaseOptions.Postgres) return $"Database__Provider=postgres ConnectionStrings__Dashboard=\"{connection}\" ";
        return arguments.Has("sqlite") ? $"ConnectionStrings__Dashboard=\"Data Source={place}\" " : "";
    }
}
