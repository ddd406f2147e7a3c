using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>An open session may be somebody else's hands: dangerous acts ask who sits there.</summary>
public sealed class ReauthenticationTests
{
    private static CancellationToken Ct => CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A31_Keys_and_owners_are_made_only_by_who_showed_lately_who_they_are(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var colleague = await app.MemberAsync(account, Given.Address("col"));
        var actor = await SessionAsync(app, account, minutesAgo: 11);
        var wanted = new NewApiKey("Sync", await app.RoleNamedAsync(account.Development, "Grantee"), account.Development.RootNodeId, 90);

        var key = await app.Service<ApiKeyService>().CreateAsync(actor, account.Development.EnvironmentId, wanted, Ct);
        var owner = await app.Service<IAccountOwners>().AddAsync(actor, colleague.Id, Ct);
        var wrong = await app.Service<ReauthenticationService>().ConfirmAsync(actor, "not-the-password", Ct);
        var still = await app.Service<IAccountOwners>().AddAsync(actor, colleague.Id, Ct);
        var right = await app.Service<ReauthenticationService>().ConfirmAsync(actor, TestAccount.Password, Ct);
        var then = await app.Service<IAccountOwners>().AddAsync(actor, colleague.Id, Ct);

        Assert.Equal((SessionGuard.Stale, SessionGuard.Stale, SessionGuard.Stale), (key.Error, owner.Error, still.Error));
        Assert.Equal(CredentialErrors.CurrentPasswordWrong, wrong.Error);
        Assert.True(right.Succeeded);
        Assert.True(then.Succeeded);
        Assert.Equal(0, await app.QueryAsync(db => db.ApiKeys.CountAsync(k => k.AccountId == account.Id && k.Name == "Sync", Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A31_Neither_an_ended_session_nor_somebody_elses_counts_as_fresh(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var colleague = await app.MemberAsync(account, Given.Address("col"));
        var fresh = await SessionAsync(app, account, minutesAgo: 0);
        var others = fresh with { Id = colleague.Id };
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        var guard = app.Service<SessionGuard>();

        var (mine, foreign) = (await guard.ProblemAsync(db, fresh, Ct), await guard.ProblemAsync(db, others, Ct));
        await app.Service<SessionEntry>().EndAsync(fresh.Session!.Value, ip: null, Ct);
        var ended = await guard.ProblemAsync(db, fresh, Ct);

        Assert.Null(mine);
        Assert.Equal((SessionGuard.Stale, SessionGuard.Stale), (foreign, ended));
    }

    /// <summary>The account's administrator in a browser, some time after the sign-in.</summary>
    private static async Task<Actor> SessionAsync(TestApp app, TestAccount account, int minutesAgo)
    {
        var session = await app.Service<SessionEntry>().BeginAsync(account.Admin.Id, SignInMethod.Password, secondFactor: false, new Visit("192.0.2.1", ""), replaces: null, Ct);
        var at = DateTimeOffset.UtcNow.AddMinutes(-minutesAgo);
        await app.QueryAsync(db => db.UserSessions.Where(s => s.Id == session).ExecuteUpdateAsync(s => s.SetProperty(x => x.AuthenticatedAt, at), Ct));
        return account.Admin with { Session = session };
    }
}
