using System.Net;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.SignIn;

public sealed class SignInTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U8_A_deep_link_survives_sign_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var visitor = new Visitor(app);

        var stopped = await visitor.OpenAsync("/access/identities?tab=groups&q=é");
        var signedIn = await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password, stopped.Location![stopped.Location!.IndexOf('?', StringComparison.Ordinal)..]);

        Assert.StartsWith("/sign-in?returnUrl=%2Faccess%2Fidentities", stopped.Location, StringComparison.Ordinal);
        Assert.Equal("/access/identities?tab=groups&q=%C3%A9", signedIn.Location);
        var started = Assert.Single(await app.AuditAsync(account, AuditActions.SignedIn));
        Assert.Equal(account.Admin.Id, started.ActorId);
        Assert.NotEqual(IdentityDashboard.Features.Identities.Identity.NeverSeen, (await app.FindAsync(account, account.AdminEmail))!.LastSeenAt);
    }

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_pages_are_not_kept()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        using var visitor = new Visitor(app);

        var page = await visitor.OpenAsync($"/a/{account.Slug}/sign-in");
        var signedIn = await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);

        var cookie = Assert.Single(signedIn.Response.Headers.GetValues("Set-Cookie"), c => c.StartsWith("identity-dashboard=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.True(page.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("no-referrer", Assert.Single(page.Response.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("<title>Sign in to Halden Group · Identity Dashboard</title>", page.Html, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Signing_out_ends_the_session(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        var token = Visitor.Token(await visitor.OpenAsync("/change-password"));

        var left = await visitor.SendAsync("/sign-out", "", token);

        Assert.Equal("/sign-in", left.Location);
        Assert.False(await visitor.IsInAsync());
        Assert.Single(await app.AuditAsync(account, AuditActions.SignedOut));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task With_several_accounts_sign_in_asks_for_the_organisation(Database database)
    {
        await using var app = await TestApp.StartAsync(database);
        var first = await app.AccountAsync("Halden Group");
        using var visitor = new Visitor(app);
        Assert.True((await visitor.OpenAsync("/sign-in")).Says("Sign in to Halden Group"));
        var second = await app.AccountAsync("Orchard Works");

        var asked = await visitor.OpenAsync("/sign-in?returnUrl=%2Faudit");
        var unknown = await visitor.FillAsync("/sign-in", "organisation", ("organisation", "nowhere"));
        var chosen = await visitor.FillAsync("/sign-in?returnUrl=%2Faudit", "organisation", ("organisation", $" {second.Slug.ToUpperInvariant()} "));

        Assert.True(asked.Says("Organisation"));
        Assert.True(unknown.Says("There is no organisation “nowhere” here."));
        Assert.Equal($"/a/{second.Slug}/sign-in?returnUrl=%2Faudit", chosen.Location);
        Assert.Null((await visitor.SignInAsync(second, first.AdminEmail, TestAccount.Password)).Location);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S78_A_password_that_must_be_reset_opens_nothing_but_the_page_that_replaces_it(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.MemberAsync(account, email, mustChange: true);
        using var visitor = new Visitor(app);

        await visitor.SignInAsync(account, email, Given.Password);
        var stopped = await visitor.OpenAsync("/access/identities");
        var circuit = await visitor.Client.PostAsync("/_blazor/negotiate?negotiateVersion=1", content: null);
        var same = await visitor.FillAsync("/change-password", "change-password", ("password", Given.Password), ("confirm", Given.Password));
        var changed = await visitor.FillAsync(stopped.Location!, "change-password", ("password", "silver-bridge-8"), ("confirm", "silver-bridge-8"));

        Assert.StartsWith("/change-password?returnUrl=", stopped.Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, circuit.StatusCode);
        Assert.True(same.Says("This is the password you have now."));
        Assert.Equal("/access/identities", changed.Location);
        Assert.True(await visitor.IsInAsync());
        Assert.False((await app.FindAsync(account, email))!.MustChangePassword);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S75_S84_S93_Accepting_ends_signed_in_with_names_split_and_the_mailed_address_proved(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address("anita");
        await app.Service<InvitationService>().InviteAsync(account.Admin, account.Development.EnvironmentId, new NewInvitation(email, Note: "Welcome & <b>hello</b>"), CancellationToken.None);
        var path = new Uri(Visitor.Link((await Visitor.MailAsync(app, email))!)).AbsolutePath;
        using var visitor = new Visitor(app);

        var page = await visitor.OpenAsync(path);
        var differ = await visitor.FillAsync(path, "accept", ("first_name", "Anita Singh"), ("last_name", ""), ("password", Given.Password), ("confirm", "other-words-22"));
        var accepted = await visitor.FillAsync(path, "accept", ("first_name", "Anita Singh"), ("last_name", ""), ("password", Given.Password), ("confirm", Given.Password));

        Assert.True(page.Says("Nora Lindqvist invited you to Halden Group."));
        Assert.DoesNotContain("<b>hello</b>", page.Html, StringComparison.Ordinal);
        Assert.True(differ.Says("The two passwords differ."));
        Assert.Contains("value=\"Anita Singh\"", differ.Html, StringComparison.Ordinal);
        Assert.Equal("/", accepted.Location);
        Assert.True(await visitor.IsInAsync());
        var person = (await app.FindAsync(account, email))!;
        Assert.Equal(("Anita", "Singh", true), (person.FirstName, person.LastName, person.EmailConfirmed));
        Assert.Contains(await app.AuditAsync(account, AuditActions.UserCreated), e => e.TargetId == person.Id);
    }
}
