using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Credentials.Policy;

public sealed class PasswordHistoryTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task None_of_the_remembered_passwords_and_not_the_present_one_can_be_chosen_again(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await app.DecideAsync(account, rules => rules with { History = "2" });
        var person = await app.MemberAsync(account, Given.Address(), "silver-bridge-1");
        await ChangeAsync(app, account, person.Id, "silver-bridge-1", "silver-bridge-2");
        await ChangeAsync(app, account, person.Id, "silver-bridge-2", "silver-bridge-3");

        Assert.Equal("This is the password you have now. Choose another.", await ProblemAsync(app, account, person.Id, "silver-bridge-3", "silver-bridge-3"));
        Assert.Equal("This is one of the last 2 passwords you had. Choose another.", await ProblemAsync(app, account, person.Id, "silver-bridge-3", "silver-bridge-2"));
        Assert.Equal("This is one of the last 2 passwords you had. Choose another.", await ProblemAsync(app, account, person.Id, "silver-bridge-3", "silver-bridge-1"));
        await ChangeAsync(app, account, person.Id, "silver-bridge-3", "silver-bridge-4");
        Assert.Equal(2, await app.QueryAsync(db => db.FormerPasswords.CountAsync(p => p.IdentityId == person.Id)));
        await ChangeAsync(app, account, person.Id, "silver-bridge-4", "silver-bridge-1");
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_reset_obeys_the_history_and_its_link_still_works_for_another_password(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await app.DecideAsync(account, rules => rules with { History = "1" });
        var person = await app.MemberAsync(account, Given.Address(), "silver-bridge-1");
        await ChangeAsync(app, account, person.Id, "silver-bridge-1", "silver-bridge-2");
        var link = (await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, Ct)).Value.Split('/')[^1];
        var reset = app.Service<PasswordReset>();

        var former = await reset.SetAsync(link, "silver-bridge-1", null, Ct);
        var present = await reset.SetAsync(link, "silver-bridge-2", null, Ct);
        var fresh = await reset.SetAsync(link, "silver-bridge-3", null, Ct);

        Assert.Equal("This is the password you had before this one. Choose another.", former.Error?.For("password"));
        Assert.Equal("This is the password you have now. Choose another.", present.Error?.For("password"));
        Assert.Equal(person.Id, fresh.Value);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Without_history_nothing_is_kept_and_with_less_the_oldest_go_at_the_next_change(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.MemberAsync(account, Given.Address(), "silver-bridge-1");
        await ChangeAsync(app, account, person.Id, "silver-bridge-1", "silver-bridge-2");
        Assert.Equal(0, await app.QueryAsync(db => db.FormerPasswords.CountAsync(p => p.IdentityId == person.Id)));
        await app.DecideAsync(account, rules => rules with { History = "3" });
        for (var i = 2; i < 6; i++) await ChangeAsync(app, account, person.Id, $"silver-bridge-{i}", $"silver-bridge-{i + 1}");
        Assert.Equal(3, await app.QueryAsync(db => db.FormerPasswords.CountAsync(p => p.IdentityId == person.Id)));

        await app.DecideAsync(account, rules => rules with { History = "1" });
        await ChangeAsync(app, account, person.Id, "silver-bridge-6", "silver-bridge-7");

        var kept = await app.QueryAsync(db => db.FormerPasswords.SingleAsync(p => p.IdentityId == person.Id));
        Assert.True(app.Service<PasswordService>().Verify(kept.Hash, "silver-bridge-6"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Former_passwords_are_looked_at_only_once_the_cheaper_rules_are_met(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var account = await app.AccountAsync();
        await app.DecideAsync(account, rules => rules with { History = "5", Digit = true });
        var person = await app.MemberAsync(account, Given.Address(), "silver-bridge-1");
        await ChangeAsync(app, account, person.Id, "silver-bridge-1", "silver-bridge-2");
        using var checks = new PasswordChecks(app);

        await ProblemAsync(app, account, person.Id, "silver-bridge-2", "silver-bridge-no-digit");
        var cheap = checks.Count;
        await ProblemAsync(app, account, person.Id, "silver-bridge-2", "silver-bridge-1");

        Assert.Equal(1, cheap);
        Assert.Equal(cheap + 3, checks.Count);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_change_is_remembered_with_its_time_and_a_password_that_is_too_old_says_so_on_its_page(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await app.DecideAsync(account, rules => rules with { MaxAgeDays = "30" });
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);
        var young = await visitor.OpenAsync("/change-password");
        await using (var db = await app.Dbs.CreateDbContextAsync(Ct))
        {
            var before = DateTimeOffset.UtcNow.AddDays(-31);
            await db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.CreatedAt, before));
        }

        var old = await visitor.OpenAsync("/change-password");
        var held = await visitor.OpenAsync("/account");
        var changed = await visitor.FillAsync("/change-password", "change-password", ("current_password", Given.Password), ("password", "silver-bridge-2"), ("confirm", "silver-bridge-2"));

        Assert.False(young.Says("last 30 days"));
        Assert.True(old.Says("Passwords at Halden Group last 30 days, and yours is older."), old.Html);
        Assert.StartsWith("/change-password", held.Location, StringComparison.Ordinal);
        Assert.Equal("/", changed.Location);
        Assert.True(await visitor.IsInAsync());
        Assert.NotNull((await app.FindAsync(person.Id))!.PasswordChangedAt);
        Assert.Null((await app.Service<PasswordChange>().OpenAsync(account.Id, person.Id, Ct)).Value.ExpiredAfterDays);
    }

    private static async Task ChangeAsync(TestApp app, TestAccount account, Guid person, string from, string to)
    {
        var changed = await app.Service<PasswordChange>().ChangeAsync(account.Id, person, from, to, null, Ct);
        Assert.True(changed.Succeeded, changed.Error?.Message);
    }

    private static async Task<string?> ProblemAsync(TestApp app, TestAccount account, Guid person, string from, string to) =>
        (await app.Service<PasswordChange>().ChangeAsync(account.Id, person, from, to, null, Ct)).Error?.For("password");
}
