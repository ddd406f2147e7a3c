using System.Net;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.SignIn;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.SignIn;

public sealed class SessionWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A44_A45_An_open_page_ends_and_is_told_why(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (lifecycle, endings, admin) = (app.Service<IdentityLifecycle>(), app.Service<SessionEndings>(), account.Admin);
        var bystander = await OpenAsync(app, await app.MemberAsync(account, Given.Address()));

        Assert.Equal("suspended", await EndAsync(app, account, id => lifecycle.SuspendAsync(admin, id, Ct)));
        Assert.Equal("deactivated", await EndAsync(app, account, id => lifecycle.DeactivateAsync(admin, id, Ct)));
        Assert.Equal("deleted", await EndAsync(app, account, id => lifecycle.DeleteAsync(admin, id, Ct)));
        Assert.Equal("everywhere", await EndAsync(app, account, id => endings.EndAllAsync(admin, id, Ct)));
        Assert.Equal("password", await EndAsync(app, account, id => app.Service<PasswordChange>().ChangeAsync(account.Id, id, Given.Password, "silver-bridge-8", null, Ct)));
        Assert.Equal("email", await EndAsync(app, account, async id =>
        {
            var edit = new IdentityEdit("Pat", "Lee", Given.Address("new"), null, EmailVerified: false, MustChangePassword: false, (await app.FindAsync(id))!.ConcurrencyStamp!);
            return await app.Service<IdentityProfile>().UpdateAsync(admin, id, edit, Ct);
        }));

        Assert.False(bystander.IsCompleted);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A44_What_nobody_told_of_is_found_at_the_next_look(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.MemberAsync(account, Given.Address());
        var ended = await OpenAsync(app, person);

        await app.QueryAsync(db => db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.State, PrincipalState.Suspended), Ct));

        Assert.Equal("suspended", await ended.WaitAsync(Patience, Ct));
        Assert.True((await app.FindAsync(person.Id))!.State == PrincipalState.Suspended);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A45_Signing_out_everywhere_keeps_the_session_that_asks(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.MemberAsync(account, email);
        using var here = new Visitor(app);
        using var elsewhere = new Visitor(app);
        await here.SignInAsync(account, email, Given.Password);
        await elsewhere.SignInAsync(account, email, Given.Password);

        var forged = await here.SendAsync("/account/sign-out-everywhere", "", token: null);
        var done = await here.SendAsync("/account/sign-out-everywhere", "", Visitor.Token(await here.OpenAsync("/change-password")));
        var left = await elsewhere.OpenAsync("/account");

        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        Assert.Equal("/account?ended=others", done.Location);
        Assert.True(await here.IsInAsync());
        Assert.Equal("/sign-in?returnUrl=%2Faccount&ended=everywhere", left.Location);
        Assert.False(await elsewhere.IsInAsync());
        Assert.Single(await app.AuditAsync(account, AuditActions.SessionsEnded));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_Signing_somebody_out_takes_rights_that_cover_theirs(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var desk = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.CredentialManage]);
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead]);
        var endings = app.Service<SessionEndings>();

        Assert.Equal(403, (await endings.EndAllAsync(reader, person.Id, Ct)).Error!.Status);
        Assert.Equal(403, (await endings.EndAllAsync(desk, account.Admin.Id, Ct)).Error!.Status);
        Assert.Equal(404, (await endings.EndAllAsync((await app.AccountAsync("Other")).Admin, person.Id, Ct)).Error!.Status);
        Assert.True((await endings.EndAllAsync(desk, person.Id, Ct)).Succeeded);
        Assert.True((await endings.EndAllAsync(reader, reader.Id, Ct)).Succeeded);
    }

    [Theory]
    [InlineData("?ended=suspended", "Your account was suspended. Ask an administrator.")]
    [InlineData("?ended=1", "Your session has ended. Sign in again.")]
    [InlineData("?ended=%3Cb%3Eno%3C/b%3E", "Your session has ended. Sign in again.")]
    public async Task The_sign_in_page_says_why_in_words_of_its_own(string query, string text)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        using var visitor = new Visitor(app);

        var own = await visitor.OpenAsync($"/a/{account.Slug}/sign-in{query}");
        var organisation = await visitor.OpenAsync($"/a/{account.Slug}-unknown/sign-in{query}");

        Assert.All([own, organisation], page => Assert.True(page.Says(text), page.Html));
        Assert.DoesNotContain("<b>no</b>", own.Html, StringComparison.Ordinal);
    }

    private static async Task<string> EndAsync(TestApp app, TestAccount account, Func<Guid, Task<Platform.Errors.Result>> act)
    {
        var person = await app.MemberAsync(account, Given.Address());
        var ended = await OpenAsync(app, person);
        Assert.True((await act(person.Id)).Succeeded);
        return await ended.WaitAsync(Patience, Ct);
    }

    private static async Task<Task<string>> OpenAsync(TestApp app, CreatedIdentity person)
    {
        var identity = (await app.FindAsync(person.Id))!;
        var session = await app.Service<SessionEntry>().BeginAsync(person.Id, SignInMethod.Password, secondFactor: false, new Visit(null, ""), replaces: null, Ct);
        var ended = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = app.Service<SessionWatch>().Add(new SessionClaims(identity.AccountId, identity.Id, session), new SessionActivity(), ended.SetResult);
        return ended.Task;
    }
}
