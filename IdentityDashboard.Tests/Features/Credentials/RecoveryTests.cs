using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Credentials;

public sealed class RecoveryTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S63_S71_An_administrators_mail_lets_somebody_set_a_password_and_signs_them_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email, password: null);

        var sent = await app.Service<RecoveryService>().SendLinkAsync(account.Admin, person.Id, CancellationToken.None);
        var path = new Uri(Visitor.Link((await Visitor.MailAsync(app, email))!)).AbsolutePath;
        using var visitor = new Visitor(app);
        await visitor.OpenAsync(path);
        var set = await visitor.FillAsync(path, "reset-password", ("password", Given.Password), ("confirm", Given.Password));

        Assert.True(sent.Succeeded);
        Assert.Equal("/", set.Location);
        Assert.True(await visitor.IsInAsync());
        var after = (await app.FindAsync(account, email))!;
        Assert.True(after.EmailConfirmed);
        Assert.Equal(account.Admin.Id, Assert.Single(await app.AuditAsync(account, AuditActions.PasswordResetRequested)).ActorId);
        Assert.Equal(person.Id, Assert.Single(await app.AuditAsync(account, AuditActions.PasswordChanged)).ActorId);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_copied_link_works_for_a_day_and_does_not_prove_the_address(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email, mustChange: true);

        var link = await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, CancellationToken.None);
        var set = await app.Service<PasswordReset>().SetAsync(link.Value.Split('/')[^1], "silver-bridge-8", null, CancellationToken.None);

        Assert.Equal(person.Id, set.Value);
        var after = (await app.FindAsync(account, email))!;
        Assert.False(after.EmailConfirmed);
        Assert.False(after.MustChangePassword);
        await using var db = await app.Dbs.CreateDbContextAsync();
        var row = await db.RecoveryLinks.SingleAsync(l => l.IdentityId == person.Id);
        Assert.Equal(RecoveryLink.AdministratorLifetime, row.ExpiresAt - row.CreatedAt);
        Assert.False(await db.MailOutbox.AnyAsync(m => m.RelatedId == person.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A36_Nobody_resets_somebody_who_holds_more_and_other_accounts_are_not_found(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var other = await app.AccountAsync();
        var helper = await app.MemberAsync(account, Given.Address("helper"));
        var roles = await app.Service<AccessQueries>().RolesAsync(account.Admin, account.Development.EnvironmentId, CancellationToken.None);
        await app.GrantAsync(account, helper, roles.Single(r => r.Name == BuiltInRoles.Admin).Id);
        var actor = new Actor(ActorKind.Identity, helper.Id, helper.FullName, account.Id);
        var service = app.Service<RecoveryService>();

        var owner = await service.CreateLinkAsync(actor, account.Admin.Id, CancellationToken.None);
        var foreign = await service.SendLinkAsync(other.Admin, helper.Id, CancellationToken.None);
        var person = await app.MemberAsync(account, Given.Address());
        var allowed = await service.CreateLinkAsync(actor, person.Id, CancellationToken.None);
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person.Id, CancellationToken.None);
        var suspended = await service.SendLinkAsync(account.Admin, person.Id, CancellationToken.None);

        Assert.Equal(CredentialErrors.NotCovered, owner.Error);
        Assert.Equal(404, foreign.Error!.Status);
        Assert.True(allowed.Succeeded);
        Assert.Equal(CredentialErrors.NotActive, suspended.Error);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Forgot_password_mails_three_times_an_hour_and_unlocks_who_was_locked(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        var signIn = app.Service<PasswordSignIn>();
        for (var i = 0; i < 6; i++) await signIn.CheckAsync(account.Id, email, "wrong-password-1", null, CancellationToken.None);

        for (var i = 0; i < 4; i++) Assert.True((await app.Service<PasswordReset>().RequestAsync(account.Id, email.ToUpperInvariant(), null, CancellationToken.None)).Succeeded);

        Assert.Equal(3, (await app.AuditAsync(account, AuditActions.PasswordResetRequested)).Count);
        var link = (await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, CancellationToken.None)).Value;
        await app.Service<PasswordReset>().SetAsync(link.Split('/')[^1], "silver-bridge-8", null, CancellationToken.None);
        Assert.True((await signIn.CheckAsync(account.Id, email, "silver-bridge-8", null, CancellationToken.None)).Succeeded);
        Assert.Null((await app.FindAsync(account, email))!.LockoutEnd);
    }
}
