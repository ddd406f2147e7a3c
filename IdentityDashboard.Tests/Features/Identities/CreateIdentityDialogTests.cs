using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using IdentityDashboard.Ui;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class CreateIdentityDialogTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S35_S38_S76_Email_and_names_are_enough(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);

        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");
        await desk.ClickAsync("Create Identity");

        var person = await desk.CreatedAsync();
        Assert.Equal(("Anita", "Singh", null, false, false), (person.FirstName, person.LastName, person.PasswordHash, person.EmailConfirmed, person.MustChangePassword));
        Assert.Equal(0, await desk.ReadAsync(db => db.MailOutbox.CountAsync(m => m.AccountId == desk.Account.Id)));
        Assert.True(await desk.ReadAsync(db => db.AppMemberships.AnyAsync(m => m.IdentityId == person.Id && m.ApplicationId == desk.Environment.ApplicationId)));
        Assert.Contains("Anita Singh is created.", desk.Toasts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_end_is_given_at_once_and_one_that_has_passed_is_refused_beside_its_field()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");
        await desk.FillAsync("Access ends", "2020-01-01T10:00");
        await desk.ClickAsync("Create Identity");
        Assert.Equal("This moment has passed. Choose a later one, or deactivate them now.", desk.ErrorOf("Access ends"));

        var at = new DateTimeOffset(DateTimeOffset.UtcNow.Year + 1, 11, 26, 17, 0, 0, TimeSpan.Zero);
        await desk.FillAsync("Access ends", $"{at:yyyy-MM-ddTHH:mm}");
        await desk.ClickAsync("Create Identity");

        var person = await desk.CreatedAsync();
        Assert.Equal(at, await desk.ReadAsync(db => db.PlannedEnds.Where(e => e.IdentityId == person.Id).Select(e => e.At).SingleAsync()));
    }

    [Fact]
    public async Task S35_S81_What_is_missing_stands_beside_each_field()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);

        await desk.ClickAsync("Create Identity");

        Assert.Equal("Enter an email address.", desk.ErrorOf("Email"));
        Assert.Equal("Enter a first name.", desk.ErrorOf("First name"));
        Assert.Equal("Enter a last name.", desk.ErrorOf("Last name"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S36_S37_S77_S78_U44_U46_A_password_is_set_forced_to_change_and_shown_once(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        Assert.Contains("Leave empty for no password: they sign in after a reset or through SSO.", desk.HelpOf("Initial password"), StringComparison.Ordinal);
        Assert.True(desk.Field("Password must be reset").HasAttribute("checked"));
        Assert.False(desk.Field("Email verified").HasAttribute("checked"));

        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");
        await desk.FillAsync("Initial password", "lamp-harbour-72");
        await desk.SwitchAsync("Email verified", true);
        await desk.ClickAsync("Create Identity");

        Assert.Equal("lamp-harbour-72", desk.ValueOf("Initial password"));
        Assert.Contains("Anita Singh is created and can sign in with this password. They choose their own at the first sign-in.", desk.Text, StringComparison.Ordinal);
        await desk.ClickAsync("Done");
        var person = await desk.CreatedAsync();
        Assert.True(person is { EmailConfirmed: true, MustChangePassword: true });
        Assert.True(desk.Service<PasswordService>().Verify(person.PasswordHash, "lamp-harbour-72"));
    }

    [Theory]
    [InlineData("short1", "Use at least 8 characters; this has 6.")]
    [InlineData("password1", "This password is on the list of common ones, which are tried first. Choose another.")]
    [InlineData("anita.singh1", "This password is mostly a name, the email address or the organisation. Choose another.")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", "Use at most 64 characters; this has 65.")]
    public async Task S85_S98_The_error_names_the_rule_and_nothing_is_lost(string password, string sentence)
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita.singh@halden.example", "Anita", "Singh");
        await desk.FillAsync("Initial password", password);

        await desk.ClickAsync("Create Identity");

        Assert.Equal(sentence, desk.ErrorOf("Initial password"));
        Assert.Equal((password, "Anita"), (desk.ValueOf("Initial password"), desk.ValueOf("First name")));
    }

    [Fact]
    public async Task U42_U43_Rules_tick_live_and_a_generated_password_meets_them()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillAsync("Initial password", "short");
        Assert.Contains("8 to 64 characters (not met yet)", desk.Text, StringComparison.Ordinal);

        await desk.ClickAsync("Generate");

        Assert.Equal(3, desk.FindAll(".rules .done").Count);
        Assert.Equal("text", desk.Field("Initial password").GetAttribute("type"));
        Assert.Null(PasswordPolicy.Default.Problem(desk.ValueOf("Initial password")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S39_S40_Role_and_node_are_given_in_the_same_step(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var retail = await desk.NodeAsync("Retail", await desk.NodeAsync("EMEA"));
        var editor = await desk.RoleAsync("Editor");
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);

        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");
        await desk.ChooseAsync("Role", "Editor");
        await desk.ChooseAsync("Node", "EMEA / Retail");
        await desk.ClickAsync("Create Identity");

        var person = await desk.CreatedAsync();
        var given = await desk.ReadAsync(db => db.Assignments.SingleAsync(a => a.IdentityId == person.Id));
        Assert.Equal((editor, retail), (given.RoleId, given.NodeId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S39_U40_A_role_without_a_node_is_blocked_inline_and_the_other_way_round(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.RoleAsync("Editor");
        await desk.NodeAsync("EMEA");
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");

        await desk.ChooseAsync("Role", "Editor");
        await desk.ClickAsync("Create Identity");
        Assert.Equal("Choose where this role applies.", desk.ErrorOf("Node"));
        await desk.ChooseAsync("Role", "No role yet");
        await desk.ChooseAsync("Node", "EMEA");
        await desk.ClickAsync("Create Identity");

        Assert.Equal("Choose which role they get here.", desk.ErrorOf("Role"));
        Assert.Equal(0, await desk.ReadAsync(db => db.Identities.CountAsync(i => i.AccountId == desk.Account.Id && i.FirstName == "Anita")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U39_Admin_lists_its_powers_and_asks(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");
        await desk.ChooseAsync("Role", "Admin");
        await desk.ChooseAsync("Node", "Halden Group");

        await desk.ClickAndAnswerAsync("Create Identity", "Cancel", () => Assert.Equal(Permissions.BuiltIn.Count, desk.FindAll(".cons li").Count));

        Assert.Equal("anita@halden.example", desk.ValueOf("Email"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S82_S94_U41_A_taken_address_says_so_when_the_field_is_left_and_links_to_its_person(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var hugo = await desk.PersonAsync("hugo@halden.example");
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);

        await desk.FillAndLeaveAsync("Email", "ana@halden.example");
        Assert.Contains("Not in use", desk.HelpOf("Email"), StringComparison.Ordinal);
        await desk.FillAndLeaveAsync("Email", " HUGO@halden.example ");

        Assert.Equal("a user with this email already exists.", desk.ErrorOf("Email"));
        Assert.Equal($"/identities/{hugo.Id}", desk.Link("Open Hugo Salinas in a new tab").GetAttribute("href"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S82_S94_An_address_taken_meanwhile_is_refused_at_submit_with_the_link(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("hugo@halden.example", "Hugo", "Salinas");
        var hugo = await desk.PersonAsync("hugo@halden.example");

        await desk.ClickAsync("Create Identity");

        Assert.Equal("a user with this email already exists.", desk.ErrorOf("Email"));
        Assert.Equal($"/identities/{hugo.Id}", desk.Link("Open Hugo Salinas in a new tab").GetAttribute("href"));
        Assert.Equal("Hugo", desk.ValueOf("First name"));
    }

    [Theory]
    [InlineData("user+tag@domain.com", null)]
    [InlineData("user@localhost", "The domain needs an ending, like example.com.")]
    [InlineData("user", "An email address needs a name, an @ and a domain, like pat@example.com.")]
    public async Task S83_S95_S96_S97_Addresses_are_accepted_or_refused_by_their_form(string typed, string? sentence)
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync(typed, "Anita", "Singh");

        await desk.ClickAsync("Create Identity");

        if (sentence is null) Assert.Single((await desk.ClosedAsync()).Identities);
        else Assert.Equal(sentence, desk.ErrorOf("Email"));
    }

    [Fact]
    public async Task S84_Two_words_in_First_name_split_and_stay_editable()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);

        await desk.FillAndLeaveAsync("First name", "Anita Singh");
        Assert.Equal(("Anita", "Singh"), (desk.ValueOf("First name"), desk.ValueOf("Last name")));
        await desk.FillAsync("Last name", "Kaur Singh");

        Assert.Equal("Kaur Singh", desk.ValueOf("Last name"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S86_S99_Groups_are_chosen_from_existing_ones_and_a_renamed_one_is_refreshed(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var (staff, finance) = (await desk.GroupAsync("All staff"), await desk.GroupAsync("Finance"));
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");
        await desk.PickAsync("Groups", "All staff");
        await desk.PickAsync("Groups", "Finance");
        await desk.Service<GroupService>().RenameAsync(desk.Account.Admin, finance.Id, "Finance readers", CancellationToken.None);
        await desk.Service<GroupService>().DeleteAsync(desk.Account.Admin, staff.Id, CancellationToken.None);

        await desk.ClickAsync("Create Identity");
        Assert.Equal("A group you chose was renamed or deleted meanwhile. Refresh the groups and try again.", desk.ErrorOf("Groups"));
        Assert.Equal("anita@halden.example", desk.ValueOf("Email"));
        await desk.ClickAsync("Refresh groups");
        Assert.Contains("All staff is gone. Finance is now Finance readers.", desk.Text, StringComparison.Ordinal);
        await desk.ClickAsync("Create Identity");

        var person = await desk.CreatedAsync();
        Assert.Equal(finance.Id, await desk.ReadAsync(db => db.GroupMembers.Where(m => m.IdentityId == person.Id).Select(m => m.GroupId).SingleAsync()));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U50_Create_another_keeps_role_node_and_groups(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.GroupAsync("All staff");
        await desk.RoleAsync("Editor");
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");
        await desk.FillAsync("Initial password", "lamp-harbour-72");
        await desk.ChooseAsync("Role", "Editor");
        await desk.ChooseAsync("Node", "Halden Group");
        await desk.PickAsync("Groups", "All staff");
        await desk.TickAsync("Create another");

        await desk.ClickAsync("Create Identity");
        await desk.ClickAsync("Create another");
        Assert.Equal(("", "", "", ""), (desk.ValueOf("Email"), desk.ValueOf("First name"), desk.ValueOf("Last name"), desk.ValueOf("Initial password")));
        Assert.Equal(["All staff"], desk.Chips);
        await desk.FillPersonAsync("ben@halden.example", "Ben", "Okafor");
        await desk.ClickAsync("Create Identity");
        await desk.ClickAsync("Cancel");

        var outcome = await desk.ClosedAsync();
        Assert.Equal(2, outcome.Identities.Count);
        Assert.Equal(2, await desk.ReadAsync(db => db.Assignments.CountAsync(a => a.IdentityId != null && outcome.Identities.Contains(a.IdentityId.Value))));
        Assert.Equal(2, await desk.ReadAsync(db => db.GroupMembers.CountAsync(m => outcome.Identities.Contains(m.IdentityId))));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_pending_invitation_is_withdrawn_and_the_toast_says_so(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.InvitationAsync("anita@halden.example");
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");

        await desk.ClickAsync("Create Identity");

        await desk.ClosedAsync();
        Assert.Contains("Anita Singh is created. Their pending invitation no longer works.", desk.Toasts, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S25_S26_S27_From_the_Tenant_page_the_directory_only_with_an_optional_application(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity, directory: true);
        Assert.Throws<InvalidOperationException>(() => desk.Field("Role"));
        Assert.Throws<InvalidOperationException>(() => desk.Field("Node"));
        desk.WaitFor(() => Assert.Equal(["No application", desk.Environment.ApplicationName], desk.OptionsOf("Application")));

        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");
        await desk.TickAsync("Create another");
        await desk.ClickAsync("Create Identity");
        await desk.FillPersonAsync("ben@halden.example", "Ben", "Okafor");
        await desk.ChooseAsync("Application", desk.Environment.ApplicationName);
        await desk.ClickAsync("Create Identity");
        await desk.ClickAsync("Close");

        var outcome = await desk.ClosedAsync();
        var members = await desk.ReadAsync(db => db.AppMemberships.Where(m => outcome.Identities.Contains(m.IdentityId)).Select(m => m.IdentityId).ToListAsync());
        Assert.Equal([outcome.Identities[1]], members);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S88_S89_S90_S91_S92_Either_path_gives_the_same_record(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var group = await desk.GroupAsync("All staff");
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("direct@halden.example", "Dana", "Direct");
        await desk.FillAsync("Initial password", "lamp-harbour-72");
        await desk.SwitchAsync("Email verified", true);
        await desk.SwitchAsync("Password must be reset", false);
        await desk.PickAsync("Groups", "All staff");
        await desk.ClickAsync("Create Identity");
        await desk.ClickAsync("Done");
        var direct = await desk.CreatedAsync();

        var invited = await desk.AcceptAsync("invited@halden.example", "Iris", "Invited", group);

        Assert.Equal(Shape(direct), Shape(invited));
        foreach (var person in new[] { direct, invited })
        {
            Assert.True(await desk.ReadAsync(db => db.GroupMembers.AnyAsync(m => m.IdentityId == person.Id && m.GroupId == group.Id)));
            Assert.True(await desk.ReadAsync(db => db.AppMemberships.AnyAsync(m => m.IdentityId == person.Id && m.State == MembershipState.Active)));
            Assert.Equal(1, await desk.ReadAsync(db => db.AuditEntries.CountAsync(e => e.AccountId == desk.Account.Id && e.Action == "user.created" && e.TargetId == person.Id)));
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_works_in_no_environment_is_told_before_a_form_opens(Database database)
    {
        await using var first = await DialogDesk.SitDownAsync(database);
        var hugo = await first.PersonAsync("hugo@halden.example");
        await using var desk = await DialogDesk.SitDownAsync(database, first.Account, new Actor(ActorKind.Identity, hugo.Id, "Hugo Salinas", first.Account.Id));

        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);

        Assert.False(desk.IsOpen);
        Assert.Contains("Choose an environment first", desk.Toasts, StringComparison.Ordinal);
    }

    [Fact]
    public async Task U10_A_double_click_creates_one()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita@halden.example", "Anita", "Singh");

        var frame = desk.Component<DialogFrame>().Instance;
        await desk.RunAsync(() => Task.WhenAll(frame.SubmitFromScript(), frame.SubmitFromScript()));

        Assert.Single((await desk.ClosedAsync()).Identities);
    }

    private static object Shape(Identity person) => new
    {
        person.State, person.Source, person.EmailConfirmed, person.MustChangePassword, person.LockoutEnabled, HasPassword = person.PasswordHash is not null,
        HasStamp = person.SecurityStamp is not null, person.PhoneNumber, person.ExternalId, Version = person.Id.Version, UserName = person.UserName == person.Email,
    };
}

internal static class CreateIdentitySteps
{
    public static async Task FillPersonAsync(this DialogDesk desk, string email, string first, string last)
    {
        await desk.FillAndLeaveAsync("Email", email);
        await desk.FillAndLeaveAsync("First name", first);
        await desk.FillAndLeaveAsync("Last name", last);
    }

    public static async Task<Identity> CreatedAsync(this DialogDesk desk)
    {
        var id = (await desk.ClosedAsync()).Identities.Single();
        return await desk.ReadAsync(db => db.Identities.AsNoTracking().SingleAsync(i => i.Id == id));
    }

    /// <summary>Invites somebody and accepts with the mailed link's password form.</summary>
    public static async Task<Identity> AcceptAsync(this DialogDesk desk, string email, string first, string last, GroupChoice group)
    {
        var invitations = desk.Service<InvitationService>();
        var sent = (await invitations.InviteAsync(desk.Account.Admin, desk.Environment.EnvironmentId, new NewInvitation(email, first, last, Groups: [group]) { SendEmail = false }, CancellationToken.None)).Value;
        await using (var db = await desk.App.Dbs.CreateDbContextAsync()) await db.Invitations.Where(i => i.Id == sent.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.TokenMailed, true));
        var token = sent.AcceptUrl!.Split('/')[^1];
        var accepted = (await desk.Service<Acceptance>().AcceptAsync(token, new AcceptForm(first, last, "lamp-harbour-72", null, null), CancellationToken.None)).Value;
        return await desk.ReadAsync(db => db.Identities.AsNoTracking().SingleAsync(i => i.Id == accepted.IdentityId));
    }
}
