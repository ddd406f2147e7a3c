using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class CreateIdentityTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S24_S56_The_row_is_there_when_the_call_returns_and_no_mail_goes_out(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();

        var created = await CreateAsync(app, account, new NewIdentity(AccountSetup.Email(), "Pat", "Lee"));

        var row = await app.FindAsync(created.Value.Id);
        Assert.Equal(("Pat", "Lee", PrincipalState.Active), (row!.FirstName, row.LastName, row.State));
        Assert.Equal(0, await app.QueryAsync(db => db.MailOutbox.CountAsync(m => m.AccountId == account.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S25_S27_The_directory_takes_no_application_no_role_and_no_environment(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = new NewIdentity(AccountSetup.Email(), "Pat", "Lee") { RoleId = await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), NodeId = account.Production.RootNodeId };

        var created = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(), person, Ct);

        Assert.Null(created.Value.Assigned);
        Assert.Equal(0, await app.QueryAsync(db => db.AppMemberships.CountAsync(m => m.IdentityId == created.Value.Id, Ct)));
        Assert.Equal(0, await app.QueryAsync(db => db.Assignments.CountAsync(a => a.IdentityId == created.Value.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S26_The_directory_may_add_an_application(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();

        var created = await app.Service<IdentityService>().CreateAsync(
            account.Admin, CreateScope.Directory(account.Production.ApplicationId), new NewIdentity(AccountSetup.Email(), "Pat", "Lee"), Ct);

        var membership = await app.QueryAsync(db => db.AppMemberships.SingleAsync(m => m.IdentityId == created.Value.Id, Ct));
        Assert.Equal((account.Production.ApplicationId, MembershipState.Active), (membership.ApplicationId, membership.State));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S29_S40_S91_Identity_membership_assignment_and_groups_come_in_one_transaction(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var role = await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee);
        var group = await app.GroupAsync(account);

        var created = await CreateAsync(app, account, new NewIdentity(AccountSetup.Email(), "Pat", "Lee") { RoleId = role, NodeId = account.Production.RootNodeId, Groups = [group] });

        Assert.Equal(BuiltInRoles.Grantee, created.Value.Assigned!.RoleName);
        var assignment = await app.QueryAsync(db => db.Assignments.SingleAsync(a => a.IdentityId == created.Value.Id, Ct));
        Assert.Equal((role, account.Production.RootNodeId, account.Production.EnvironmentId), (assignment.RoleId, assignment.NodeId, assignment.EnvironmentId));
        Assert.True(await app.QueryAsync(db => db.AppMemberships.AnyAsync(m => m.IdentityId == created.Value.Id, Ct)));
        Assert.True(await app.QueryAsync(db => db.GroupMembers.AnyAsync(m => m.IdentityId == created.Value.Id && m.GroupId == group.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S35_Email_and_names_are_required_and_all_that_is_missing_is_named_at_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();

        var refused = await CreateAsync(app, account, new NewIdentity("", " ", "") { Phone = "12", Password = "short" });

        Assert.Equal(("validation_failed", 422), (refused.Error!.Code, refused.Error.Status));
        Assert.Equal(["email", "first_name", "last_name", "password", "phone"], refused.Error.Fields!.Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(7, false)]
    [InlineData(8, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public async Task S36_An_initial_password_has_8_to_64_characters(int length, bool accepted)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var password = string.Concat(Enumerable.Range(0, length).Select(i => "kx7-qz"[i % 6]));

        var result = await CreateAsync(app, account, new NewIdentity(AccountSetup.Email(), "Pat", "Lee") { Password = password });

        Assert.Equal(accepted, result.Succeeded);
        if (!accepted) Assert.NotNull(result.Error!.For("password"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S37_S38_S90_A_password_is_there_only_when_one_was_given(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var given = new NewIdentity(AccountSetup.Email("a"), "Pat", "Lee") { Password = "harbour-lamp-27", MustChangePassword = true };
        var none = new NewIdentity(AccountSetup.Email("b"), "Pat", "Lee") { MustChangePassword = true };

        var with = await app.FindAsync((await CreateAsync(app, account, given)).Value.Id);
        var without = await app.FindAsync((await CreateAsync(app, account, none)).Value.Id);

        Assert.True(app.Service<PasswordService>().Verify(with!.PasswordHash, "harbour-lamp-27"));
        Assert.True(with.MustChangePassword);
        Assert.Null(without!.PasswordHash);
        Assert.False(without.MustChangePassword);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S39_A_role_without_a_node_and_a_node_without_a_role_are_asked_for(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var role = await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee);

        var noNode = await CreateAsync(app, account, new NewIdentity(AccountSetup.Email(), "Pat", "Lee") { RoleId = role });
        var noRole = await CreateAsync(app, account, new NewIdentity(AccountSetup.Email(), "Pat", "Lee") { NodeId = account.Production.RootNodeId });

        Assert.Equal("Choose where this role applies.", noNode.Error!.For("node_id"));
        Assert.NotNull(noRole.Error!.For("role_id"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S82_S94_An_address_that_is_taken_is_refused_in_the_words_of_the_requirement(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = AccountSetup.Email();
        await app.PersonAsync(account, email: email);

        var refused = await CreateAsync(app, account, new NewIdentity(email.ToUpperInvariant(), "Pat", "Lee"));

        Assert.Equal(("email_exists", 409), (refused.Error!.Code, refused.Error.Status));
        Assert.Equal("a user with this email already exists.", refused.Error.For("email"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S82_The_same_address_in_two_accounts_is_two_unrelated_people(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (one, other) = (await app.AccountAsync("One"), await app.AccountAsync("Other"));
        var email = AccountSetup.Email();

        var first = await app.PersonAsync(one, email: email);
        var second = await app.PersonAsync(other, email: email);

        Assert.NotEqual(first.Id, second.Id);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S88_S89_S92_The_record_has_a_version_7_id_and_its_creation_is_on_record(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = AccountSetup.Email();

        var created = await app.PersonAsync(account, email: email);

        Assert.Equal(7, created.Id.Version);
        var entry = Assert.Single(await app.AuditAsync(created.Id));
        Assert.Equal((AuditActions.UserCreated, account.Admin.Id, "Nora Lindqvist"), (entry.Action, entry.ActorId, entry.ActorName));
        Assert.Contains($"\"email\":[null,\"{email}\"]", entry.Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S92_A_password_never_stands_in_the_audit(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();

        var created = await CreateAsync(app, account, new NewIdentity(AccountSetup.Email(), "Pat", "Lee") { Password = "quiet-orchard-31" });

        var entry = Assert.Single(await app.AuditAsync(created.Value.Id));
        Assert.DoesNotContain("orchard", entry.Changes + entry.SearchText, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S58_In_a_batch_each_row_has_its_own_outcome_and_the_first_of_two_duplicates_wins(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = AccountSetup.Email();
        NewIdentity[] batch = [new(email, "First", "One"), new("nonsense", "Bad", "Row"), new(email.ToUpperInvariant(), "Second", "One"), new(AccountSetup.Email(), "Last", "One")];

        var results = await app.Service<IdentityService>().CreateAsync(account.Admin, Scope(account), batch, Ct);

        Assert.Equal([null, "validation_failed", "email_exists", null], results.Select(r => r.Error?.Code));
        Assert.Equal("First", (await app.FindAsync(results[0].Value.Id))!.FirstName);
        Assert.Equal(2, await app.QueryAsync(db => db.AuditEntries.CountAsync(e => e.AccountId == account.Id && e.Action == AuditActions.UserCreated && e.ActorId == account.Admin.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S82_Parallel_creates_of_one_address_make_one_row(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = AccountSetup.Email();

        var results = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => CreateAsync(app, account, new NewIdentity(email, "Pat", "Lee")), Ct)));

        Assert.Equal(1, results.Count(r => r.Succeeded));
        Assert.All(results.Where(r => !r.Succeeded), r => Assert.Equal("email_exists", r.Error!.Code));
        Assert.Equal(1, await app.QueryAsync(db => db.Identities.CountAsync(i => i.AccountId == account.Id && i.NormalizedEmail == email, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Creating_somebody_with_a_pending_invitation_withdraws_it_and_says_so(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var email = AccountSetup.Email();
        var invited = await app.Service<InvitationService>().InviteAsync(account.Admin, account.Production.EnvironmentId, new NewInvitation(email), Ct);

        var created = await CreateAsync(app, account, new NewIdentity(email, "Pat", "Lee"));

        Assert.True(created.Value.RevokedInvitation);
        Assert.Contains(await app.AuditAsync(invited.Value.Id), e => e.Action == AuditActions.InvitationRevoked);
        var open = await app.Service<InvitationQueries>().OpenAsync(account.Admin, account.Production.EnvironmentId, null, 10, Ct);
        Assert.Empty(open.Value.Rows);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S99_A_group_renamed_meanwhile_fails_the_submit_and_nothing_is_written(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var group = await app.GroupAsync(account);
        var email = AccountSetup.Email();

        var refused = await CreateAsync(app, account, new NewIdentity(email, "Pat", "Lee") { Groups = [group with { Name = "Its old name" }] });

        Assert.Contains("Refresh the groups and try again", refused.Error!.For("group_ids"), StringComparison.Ordinal);
        Assert.False(await app.QueryAsync(db => db.Identities.AnyAsync(i => i.AccountId == account.Id && i.NormalizedEmail == email, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A32_Other_spellings_of_an_address_are_taken_or_refused(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await app.PersonAsync(account, email: "mike@b\u00FCcher.example");
        string[] spellings =
        [
            "MIKE@B\u00DCCHER.EXAMPLE", "mike\uFF20b\u00FCcher.example", "mike@bu\u0308cher.example", "mike@xn--bcher-kva.example", " mike@b\u00FCcher.example ",
            "m\u0131ke@b\u00FCcher.example", "mi\u200Bke@b\u00FCcher.example",
        ];

        foreach (var spelling in spellings)
        {
            var refused = await CreateAsync(app, account, new NewIdentity(spelling, "Mike", "Ross"));
            Assert.True(refused.Error?.Status is 409 or 422, spelling);
        }
    }

    private static CreateScope Scope(TestAccount account) => new(account.Production.ApplicationId, account.Production.EnvironmentId);

    private static Task<IdentityDashboard.Platform.Errors.Result<CreatedIdentity>> CreateAsync(TestApp app, TestAccount account, NewIdentity person) =>
        app.Service<IdentityService>().CreateAsync(account.Admin, Scope(account), person, Ct);
}
