using System.Net;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>What must not work with an invitation's link (SECURITY, "Links").</summary>
public sealed class LinksTests
{
    private const string Dead = "This link doesn’t work any more";

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A1_A_link_works_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(email));
        using var first = new Visitor(app);
        using var second = new Visitor(app);
        var form = Visitor.Token(await second.OpenAsync(path));

        var accepted = await first.AcceptAsync(path);
        var again = await second.SendAsync(path, "accept", form, ("first_name", "Eve"), ("last_name", "Hart"), ("password", "another-one-55"), ("confirm", "another-one-55"));

        Assert.Equal("/", accepted.Location);
        Assert.True(await first.IsInAsync());
        Assert.True((await second.OpenAsync(path)).Says(Dead));
        Assert.Null(again.Location);
        Assert.False(await second.IsInAsync());
        Assert.Equal("Pat Lee", (await app.FindAsync(account, email))!.FullName);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A2_Of_50_parallel_accepts_one_succeeds(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(email));
        var acceptance = app.Service<Acceptance>();
        var form = new AcceptForm("Pat", "Lee", Given.Password, null, null);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => acceptance.AcceptAsync(path.Split('/')[^1], form, CancellationToken.None)));

        Assert.Single(outcomes, o => o.Succeeded);
        await using var db = await app.Dbs.CreateDbContextAsync();
        Assert.Equal(1, await db.Identities.CountAsync(i => i.AccountId == account.Id && i.NormalizedEmail == email));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A3_A_link_past_its_time_is_refused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (id, path) = await app.InvitationAsync(account, new NewInvitation(Given.Address()));
        using var visitor = new Visitor(app);
        var form = Visitor.Token(await visitor.OpenAsync(path));
        await using (var db = await app.Dbs.CreateDbContextAsync())
        {
            var past = DateTimeOffset.UtcNow.AddSeconds(-1);
            await db.Invitations.Where(i => i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.ExpiresAt, past));
        }

        var late = await visitor.SendAsync(path, "accept", form, ("first_name", "Pat"), ("last_name", "Lee"), ("password", Given.Password), ("confirm", Given.Password));

        Assert.Null(late.Location);
        Assert.True((await visitor.OpenAsync(path)).Says(Dead));
    }

    [Theory, InlineData("email", "eve@example.com"), InlineData("account_id", "1"), InlineData("role_id", "1"), InlineData("invitation_id", "1")]
    public async Task A4_A5_A_form_with_more_fields_is_refused_and_the_invitation_stays(string field, string value)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(email));
        using var visitor = new Visitor(app);

        var refused = await visitor.FillAsync(path, "accept", ("first_name", "Pat"), ("last_name", "Lee"), ("password", Given.Password), ("confirm", Given.Password), (field, value));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Null(await app.FindAsync(account, email));
        Assert.Equal("/", (await visitor.AcceptAsync(path)).Location);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A6_Who_is_here_already_signs_in_first_and_keeps_the_password(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var known = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(), new NewIdentity(email, "Pat", "Lee") { Password = Given.Password }, CancellationToken.None);
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(email));
        var before = (await app.FindAsync(account, email))!.PasswordHash;
        using var visitor = new Visitor(app);

        var asked = await visitor.OpenAsync(path);
        var forced = await visitor.AcceptAsync(path, "stolen-password-9");
        var signedIn = await visitor.SignInAsync(account, email, Given.Password, $"?returnUrl={Uri.EscapeDataString(path)}");
        var joined = await visitor.FillAsync(path, "join");

        Assert.True(asked.Says("Sign in to accept"));
        Assert.Null(forced.Location);
        Assert.Equal(path, signedIn.Location);
        Assert.Equal("/", joined.Location);
        Assert.Equal(before, (await app.FindAsync(account, email))!.PasswordHash);
        await using var db = await app.Dbs.CreateDbContextAsync();
        Assert.True(await db.AppMemberships.AnyAsync(m => m.IdentityId == known.Value.Id && m.State == MembershipState.Active));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A7_A_pending_invitee_gets_no_session_without_the_link(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.InvitationAsync(account, new NewInvitation(email));
        using var visitor = new Visitor(app);

        await visitor.FillAsync($"/a/{account.Slug}/forgot-password", "forgot-password", ("email", email));
        var signIn = await visitor.SignInAsync(account, email, "");

        Assert.Null(signIn.Location);
        Assert.False(await visitor.IsInAsync());
        await using var db = await app.Dbs.CreateDbContextAsync();
        Assert.False(await db.MailOutbox.AnyAsync(m => m.Recipient == email));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A8_A_signed_in_stranger_is_offered_to_switch(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(email));
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);

        var offered = await visitor.OpenAsync(path);
        var forced = await visitor.SendAsync(path, "accept", Visitor.Token(offered), ("first_name", "Pat"), ("last_name", "Lee"), ("password", Given.Password), ("confirm", Given.Password));
        var stranger = await app.FindAsync(account, email);
        var switched = await visitor.FillAsync(path, "switch");

        Assert.True(offered.Says("Sign out and continue"));
        Assert.Null(forced.Location);
        Assert.Null(stranger);
        Assert.Equal(path, switched.Location);
        Assert.False(await visitor.IsInAsync());
        Assert.Equal("/", (await visitor.AcceptAsync(path)).Location);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A9_Mail_scanners_spend_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(Given.Address()));
        using var scanner = new Visitor(app);
        for (var i = 0; i < 10; i++)
        {
            await scanner.OpenAsync(path);
            using var head = new HttpRequestMessage(HttpMethod.Head, path);
            await scanner.Client.SendAsync(head);
        }

        using var visitor = new Visitor(app);
        Assert.Equal("/", (await visitor.AcceptAsync(path)).Location);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A10_Resending_copying_revoking_and_inviting_again_kill_the_old_link(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var lifecycle = app.Service<InvitationLifecycle>();
        var email = Given.Address();
        using var visitor = new Visitor(app);

        var (id, first) = await app.InvitationAsync(account, new NewInvitation(email));
        await lifecycle.ResendAsync(account.Admin, id, CancellationToken.None);
        var copied = new Uri((await lifecycle.CopyLinkAsync(account.Admin, id, CancellationToken.None)).Value).AbsolutePath;
        Assert.True((await visitor.OpenAsync(first)).Says(Dead));
        Assert.False((await visitor.OpenAsync(copied)).Says(Dead));

        await lifecycle.RevokeAsync(account.Admin, id, CancellationToken.None);
        var (_, again) = await app.InvitationAsync(account, new NewInvitation(email));
        Assert.True((await visitor.OpenAsync(copied)).Says(Dead));
        Assert.Equal("/", (await visitor.AcceptAsync(again)).Location);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A12_What_the_inviter_may_no_longer_give_is_left_out_and_recorded(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var helper = await app.MemberAsync(account, Given.Address("helper"));
        var inviter = new Actor(ActorKind.Identity, helper.Id, helper.FullName, account.Id);
        var roles = await app.Service<AccessQueries>().RolesAsync(account.Admin, account.Development.EnvironmentId, CancellationToken.None);
        var admin = roles.Single(r => r.Name == BuiltInRoles.Admin);
        await app.GrantAsync(account, helper, admin.Id);
        var email = Given.Address();
        var sent = await app.Service<InvitationService>().InviteAsync(inviter, account.Development.EnvironmentId,
            new NewInvitation(email, RoleId: admin.Id, NodeId: account.Development.RootNodeId) { SendEmail = false }, CancellationToken.None);
        await using (var db = await app.Dbs.CreateDbContextAsync()) await db.Assignments.Where(a => a.IdentityId == helper.Id).ExecuteDeleteAsync();
        using var visitor = new Visitor(app);

        var accepted = await visitor.AcceptAsync(new Uri(sent.Value.AcceptUrl!).AbsolutePath);

        Assert.Equal("/", accepted.Location);
        var person = (await app.FindAsync(account, email))!;
        await using var after = await app.Dbs.CreateDbContextAsync();
        Assert.False(await after.Assignments.AnyAsync(a => a.IdentityId == person.Id));
        Assert.Contains(await app.AuditAsync(account, AuditActions.AssignmentDenied), e => e.TargetId == person.Id);
    }

    [Fact]
    public async Task A14_Links_use_the_configured_address_whatever_the_request_says()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?> { ["PublicUrl"] = "http://identity.halden.example/" });
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.MemberAsync(account, email);
        using var visitor = new Visitor(app);
        visitor.Client.DefaultRequestHeaders.Host = "evil.example";
        visitor.Client.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");
        visitor.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        visitor.Client.DefaultRequestHeaders.Add("Forwarded", "host=evil.example;proto=https");

        var asked = await visitor.FillAsync($"/a/{account.Slug}/forgot-password", "forgot-password", ("email", email));
        var redirected = await visitor.OpenAsync("/access/identities");

        Assert.True(asked.Says("a mail with a link is on its way"));
        Assert.StartsWith("http://identity.halden.example/reset-password/", Visitor.Link((await Visitor.MailAsync(app, email))!), StringComparison.Ordinal);
        Assert.DoesNotContain("evil", redirected.Location!, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A17_A_skipped_step_or_an_empty_form_is_refused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(email));
        using var visitor = new Visitor(app);

        var empty = await visitor.FillAsync(path, "accept");
        var nameless = await visitor.FillAsync(path, "accept", ("password", Given.Password), ("confirm", Given.Password));
        var joined = await visitor.SendAsync(path, "join", Visitor.Token(nameless));
        var passwordOnly = await visitor.FillAsync($"/a/{account.Slug}/sign-in", "sign-in", ("password", Given.Password));

        Assert.All([empty, nameless, joined, passwordOnly], seen => Assert.Null(seen.Location));
        Assert.True(nameless.Says("Enter a first name."));
        Assert.Null(await app.FindAsync(account, email));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A18_Tokens_of_another_purpose_cut_or_altered_are_refused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(Given.Address()));
        var person = await app.MemberAsync(account, Given.Address());
        var reset = await app.Service<IdentityDashboard.Features.Credentials.RecoveryService>().CreateLinkAsync(account.Admin, person.Id, CancellationToken.None);
        var (accept, recover) = (path.Split('/')[^1], reset.Value.Split('/')[^1]);
        using var visitor = new Visitor(app);
        var altered = recover[..^2] + (recover[^2] == 'A' ? 'B' : 'A') + recover[^1];

        foreach (var wrong in new[] { $"/reset-password/{accept}", $"/invitations/accept/{recover}", $"/reset-password/{recover[..^1]}", $"/reset-password/{altered}", $"/reset-password/{recover}A" })
        {
            Assert.True((await visitor.OpenAsync(wrong)).Says(Dead), wrong);
        }

        Assert.False((await visitor.OpenAsync($"/reset-password/{recover}")).Says(Dead));
    }
}
