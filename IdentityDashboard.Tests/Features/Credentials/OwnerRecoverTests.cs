using System.Text.RegularExpressions;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Commands;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Tests.Features.Credentials;

/// <summary><c>IdentityDashboard owner recover</c>, for an Owner nobody inside can help.</summary>
public sealed class OwnerRecoverTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_program_prints_a_link_for_an_hour_that_lets_a_locked_out_sole_Owner_back_in(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        var signIn = app.Service<PasswordSignIn>();
        for (var n = 0; n < 6; n++) await signIn.CheckAsync(account.Id, account.AdminEmail, "wrong-password-1", null, Ct);

        var (exit, output, _) = await ChildApp.RunAsync(app, ["owner", "recover"], ("PublicUrl", "https://id.example.com"));
        var link = Regex.Match(output, @"https://id\.example\.com(/reset-password/\S+)").Groups[1].Value;
        var unlocked = await signIn.CheckAsync(account.Id, account.AdminEmail, "wrong-password-1", null, Ct);
        using var visitor = new Visitor(app);
        var set = await visitor.FillAsync(link, "reset-password", ("password", "silver-bridge-8"), ("confirm", "silver-bridge-8"));

        Assert.Equal(0, exit);
        Assert.Contains($"Nora Lindqvist ({account.AdminEmail})", output, StringComparison.Ordinal);
        Assert.Equal(CredentialErrors.NotRight, unlocked.Error);
        Assert.Equal("/", set.Location);
        Assert.True(await visitor.IsInAsync());
        var entry = Assert.Single(await app.AuditAsync(account, AuditActions.OwnerRecovered));
        Assert.Equal((ActorKind.System, "Command line", account.Admin.Id), (entry.ActorKind, entry.ActorName, entry.TargetId));
        var row = await app.QueryAsync(db => db.RecoveryLinks.SingleAsync(l => l.IdentityId == account.Admin.Id, Ct));
        Assert.Equal(TimeSpan.FromHours(1), row.ExpiresAt - row.CreatedAt);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task With_several_Owners_it_lists_them_and_takes_an_address_in_any_spelling_or_an_account(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var (first, second) = (await app.AccountAsync("Halden Group"), await app.AccountAsync("Orchard Works"));
        var member = await app.MemberAsync(first, Given.Address());
        var gone = await app.MemberAsync(first, Given.Address("gone"));
        await app.Service<IAccountOwners>().AddAsync(first.Admin, gone.Id, Ct);
        await app.Service<IdentityLifecycle>().SuspendAsync(first.Admin, gone.Id, Ct);

        var several = await RunAsync(app);
        var byEmail = await RunAsync(app, $" {first.AdminEmail.ToUpperInvariant()} ");
        var byAccount = await RunAsync(app, "--account", second.Slug);
        var noOwner = await RunAsync(app, member.Email);
        var suspended = await RunAsync(app, gone.Email);
        var wrong = await RunAsync(app, "--now");

        Assert.Equal([2, 0, 0, 1, 1, 2], new[] { several, byEmail, byAccount, noOwner, suspended, wrong }.Select(r => r.Exit));
        Assert.Contains($"{first.AdminEmail} --account {first.Slug}  (Nora Lindqvist)", several.Text, StringComparison.Ordinal);
        Assert.Contains($"{gone.Email} --account {first.Slug}  (Pat Lee, suspended)", several.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(member.Email, several.Text, StringComparison.Ordinal);
        Assert.Contains(second.AdminEmail, byAccount.Text, StringComparison.Ordinal);
        Assert.Contains("No Owner goes by that.", noOwner.Text, StringComparison.Ordinal);
        Assert.Contains("another Owner has to activate them first", suspended.Text, StringComparison.Ordinal);
        Assert.Contains("Usage: IdentityDashboard owner recover [EMAIL] [--account NAME] [--reset-mfa]", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(2, await app.QueryAsync(db => db.RecoveryLinks.CountAsync(Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_lost_second_factor_goes_only_when_asked_for(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        await app.QueryAsync(db =>
        {
            db.Add(new Authenticator { AccountId = account.Id, IdentityId = account.Admin.Id, ProtectedSecret = "x", ConfirmedAt = DateTimeOffset.UtcNow, CreatedAt = DateTimeOffset.UtcNow });
            return db.SaveChangesAsync(Ct);
        });
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == account.Admin.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.TwoFactorEnabled, true), Ct));

        var kept = await RunAsync(app);
        var there = await HasFactorAsync();
        var reset = await RunAsync(app, "--reset-mfa");
        using var visitor = new Visitor(app);
        var set = await visitor.FillAsync(new Uri(Visitor.Link(reset.Text)).AbsolutePath, "reset-password", ("password", "silver-bridge-8"), ("confirm", "silver-bridge-8"));

        Assert.Contains("A second factor is still asked for.", kept.Text, StringComparison.Ordinal);
        Assert.True(there);
        Assert.Contains("Their second factor is gone.", reset.Text, StringComparison.Ordinal);
        Assert.False(await HasFactorAsync());
        Assert.Equal("/", set.Location);
        Assert.True(await visitor.IsInAsync());

        Task<bool> HasFactorAsync() => app.QueryAsync(db => db.Identities.Where(i => i.Id == account.Admin.Id).Select(i => i.TwoFactorEnabled && db.Authenticators.Any(a => a.IdentityId == i.Id)).SingleAsync(Ct));
    }

    [Fact]
    public async Task Before_the_first_run_it_says_where_to_begin()
    {
        await using var app = await TestApp.StartAsync();

        var (exit, text) = await RunAsync(app);

        Assert.Equal(1, exit);
        Assert.Contains("open /setup", text, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Text)> RunAsync(TestApp app, params string[] options)
    {
        var output = new StringWriter();
        var exit = await CommandLine.RunAsync(app.Services.GetServices<ICommand>(), ["owner", "recover", .. options], new CommandOutput(output, output), Ct);
        return (exit!.Value, output.ToString());
    }
}
