using System.Net;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Features.Workspace.FirstRun;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Workspace;

public sealed class FirstRunTests
{
    private const string ApiKey = "bootstrap-key-0123456789-abcdefghij";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S44_The_setup_page_makes_the_account_once_and_signs_in(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        using var visitor = new Visitor(app);
        var token = (await app.Service<FirstRunService>().TokenAsync(CancellationToken.None))!;

        var stopped = await visitor.OpenAsync("/access/identities");
        var signIn = await visitor.OpenAsync("/sign-in");
        var wrong = await FillAsync(visitor, "wrong-token");
        var bad = await visitor.FillAsync("/setup", "setup", ("setup_token", token), ("account_name", "Halden Group"), ("email", "user@localhost"), ("first_name", "Nora"), ("last_name", ""), ("password", "short"));
        var made = await FillAsync(visitor, $" {token.ToUpperInvariant()} ");

        Assert.Equal("/setup", stopped.Location);
        Assert.Equal("/setup", signIn.Location);
        Assert.True(wrong.Says("This isn't the setup token."));
        Assert.True(bad.Says("The domain needs an ending") && bad.Says("Enter a last name.") && bad.Says("Use at least 8 characters"));
        Assert.Equal("/?guide=1", made.Location);
        Assert.True(await visitor.IsInAsync());
        using var late = new Visitor(app);
        Assert.Equal("/", (await late.OpenAsync("/setup")).Location);
        await using var db = await app.Dbs.CreateDbContextAsync();
        Assert.Equal(["Development", "Production"], await db.Environments.OrderBy(e => e.Position).Select(e => e.Name).ToListAsync());
        Assert.False(await db.SetupTokens.AnyAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R17_Of_parallel_first_runs_one_makes_the_account(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var service = app.Service<FirstRunService>();
        var token = await service.TokenAsync(CancellationToken.None);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            service.CreateAsync(token, new NewAccount($"Halden {i}", $"nora{i}@halden.example", "Nora", "Lindqvist", TestAccount.Password), null, CancellationToken.None))));

        Assert.Single(outcomes, o => o.Succeeded);
        await using var db = await app.Dbs.CreateDbContextAsync();
        Assert.Equal(1, await db.Accounts.CountAsync());
    }

    [Fact]
    public async Task The_token_is_the_same_at_each_start_and_not_in_clear_in_the_database()
    {
        await using var app = await TestApp.StartAsync();
        var service = app.Service<FirstRunService>();

        var first = await service.TokenAsync(CancellationToken.None);
        var second = await service.TokenAsync(CancellationToken.None);

        Assert.Equal(first, second);
        await using var db = await app.Dbs.CreateDbContextAsync();
        Assert.DoesNotContain(first!, System.Text.Encoding.Latin1.GetString((await db.SetupTokens.SingleAsync()).Protected), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guessing_the_setup_token_is_slowed_down()
    {
        await using var app = await TestApp.StartAsync();
        var service = app.Service<FirstRunService>();
        var wanted = new NewAccount("Halden Group", "nora@halden.example", "Nora", "Lindqvist", TestAccount.Password);
        var token = await service.TokenAsync(CancellationToken.None);

        for (var i = 0; i < 10; i++) Assert.Equal(FirstRunErrors.WrongToken, (await service.CreateAsync("guess", wanted, "10.0.0.1", CancellationToken.None)).Error);

        Assert.Equal(FirstRunErrors.TooManyTries, (await service.CreateAsync(token, wanted, "10.0.0.1", CancellationToken.None)).Error);
        Assert.True((await service.CreateAsync(token, wanted, "10.0.0.2", CancellationToken.None)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Settings_make_the_account_and_its_key_without_anybody_at_the_screen(Database database)
    {
        await using var app = await TestApp.StartAsync(database, Bootstrap("nora.lindqvist@halden.example", "harbour-lamp-27", ApiKey));
        using var visitor = new Visitor(app);

        var signedIn = await visitor.FillAsync("/sign-in", "sign-in", ("email", "nora.lindqvist@halden.example"), ("password", "harbour-lamp-27"));

        Assert.Equal("/", signedIn.Location);
        Assert.True(await visitor.IsInAsync());
        await using var db = await app.Dbs.CreateDbContextAsync();
        var person = await db.Identities.SingleAsync();
        Assert.Equal(("Nora", "Lindqvist", false), (person.FirstName, person.LastName, person.MustChangePassword));
        var key = await db.ApiKeys.SingleAsync();
        Assert.Equal("Production", (await db.Environments.SingleAsync(e => e.Id == key.EnvironmentId)).Name);
        Assert.Equal(BuiltInRoles.Admin, (await db.Roles.SingleAsync(r => r.Id == key.RoleId)).Name);
        Assert.Equal("My organisation", (await db.Accounts.SingleAsync()).Name);
    }

    [Fact]
    public async Task Wrong_settings_stop_the_start_and_every_key_is_named()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => TestApp.StartAsync(settings: Bootstrap("user@localhost", "short", "too-short-a-key")));

        var said = failure.ToString();
        Assert.Contains("Bootstrap__AdminEmail", said, StringComparison.Ordinal);
        Assert.Contains("Bootstrap__AdminPassword", said, StringComparison.Ordinal);
        Assert.Contains("Bootstrap__ApiKey", said, StringComparison.Ordinal);
        Assert.DoesNotContain("too-short-a-key", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task R17_Two_instances_with_the_same_settings_make_one_account()
    {
        await using var folder = await SqliteFolder.CreateAsync();
        var settings = Bootstrap("nora.lindqvist@halden.example", "harbour-lamp-27", ApiKey);

        var apps = await Task.WhenAll(Task.Run(() => TestApp.StartAsync(folder, settings)), Task.Run(() => TestApp.StartAsync(folder, settings)));

        await using (var db = await apps[0].Dbs.CreateDbContextAsync()) Assert.Equal(1, await db.Accounts.CountAsync());
        foreach (var app in apps) await app.DisposeAsync();
    }

    [Theory]
    [InlineData("nora.lindqvist@x.example", "Nora", "Lindqvist")]
    [InlineData("maria_del-carmen.ruiz+ops@x.example", "Maria", "Del Carmen Ruiz")]
    [InlineData("nora7@x.example", "Nora", "Admin")]
    [InlineData("admin@x.example", "Account", "Admin")]
    [InlineData("42@x.example", "Account", "Admin")]
    public void Names_come_from_the_address(string email, string first, string last) => Assert.Equal((first, last), BootstrapOptions.NamesFrom(email));

    private static Dictionary<string, string?> Bootstrap(string email, string password, string key) => new(StringComparer.Ordinal)
    {
        ["Bootstrap:AdminEmail"] = email, ["Bootstrap:AdminPassword"] = password, ["Bootstrap:ApiKey"] = key,
    };

    private static Task<Seen> FillAsync(Visitor visitor, string token) => visitor.FillAsync("/setup", "setup",
        ("setup_token", token), ("account_name", "Halden Group"), ("email", "nora@halden.example"), ("first_name", "Nora"), ("last_name", "Lindqvist"), ("password", TestAccount.Password));
}
