using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Invitations;

public sealed class InviteUserDialogTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S8_S12_S13_S14_Invite_sends_a_link_and_closes(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.InviteUser);
        Assert.Equal("Email & Role", desk.Find("h3")!.TextContent);
        Assert.Equal("Identifies the user on the Identities page and in access flows.", desk.HelpOf("Full Name"));

        await desk.FillAndLeaveAsync("Email", "anita@halden.example");
        await desk.FillAsync("Full Name", "Anita Maria Singh");
        await desk.FillAsync("Phone Number", "+44 20 7946 0018");
        await desk.ClickAsync("Invite");

        var outcome = await desk.ClosedAsync();
        var written = await desk.ReadAsync(db => db.Invitations.SingleAsync(i => i.Id == outcome.Invitations.Single()));
        Assert.Equal(("Anita", "Maria Singh", "+442079460018", desk.Environment.RootNodeId), (written.FirstName, written.LastName, written.Phone, written.NodeId!.Value));
        Assert.Equal(1, await desk.ReadAsync(db => db.MailOutbox.CountAsync(m => m.RelatedId == written.Id)));
        Assert.Contains("Invitation sent to anita@halden.example.", desk.Toasts, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S9_S10_S11_Grantee_stands_chosen_and_Admin_says_what_it_may(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.InviteUser);
        Assert.Equal("Requests and receives access to resources.", desk.HelpOf("Role"));

        await desk.ChooseAsync("Role", "Admin");
        Assert.Equal("Has access to resources by default and grants access to resources.", desk.HelpOf("Role"));
        await desk.FillAsync("Email", "anita@halden.example");
        await desk.FillAsync("Full Name", "Anita Singh");
        await desk.ClickAndAnswerAsync("Invite", "Invite", () => Assert.Equal("Make Anita Singh Admin", desk.Title));

        var outcome = await desk.ClosedAsync();
        var role = await desk.ReadAsync(db => db.Invitations.Where(i => i.Id == outcome.Invitations.Single()).Join(db.Roles, i => i.RoleId, r => r.Id, (_, r) => r.Name).SingleAsync());
        Assert.Equal(BuiltInRoles.Admin, role);
    }

    [Fact]
    public async Task S35_What_is_missing_or_wrong_stands_beside_its_field_and_the_rest_stays()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.InviteUser);
        await desk.FillAsync("Phone Number", "020 7946");

        await desk.ClickAsync("Invite");

        Assert.Equal("Enter an email address.", desk.ErrorOf("Email"));
        Assert.Equal("Enter the full name.", desk.ErrorOf("Full Name"));
        Assert.Equal("Enter the number with its country code, like +44 20 7946 0018.", desk.ErrorOf("Phone Number"));
        Assert.Equal("020 7946", desk.ValueOf("Phone Number"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S82_S94_Somebody_here_already_is_refused_with_a_link(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var hugo = await desk.PersonAsync("hugo@halden.example");
        await desk.OpenAsync(DirectoryDialogNames.InviteUser);
        await desk.FillAsync("Email", "hugo@halden.example");
        await desk.FillAsync("Full Name", "Hugo Salinas");

        await desk.ClickAsync("Invite");

        Assert.Equal("a user with this email already exists.", desk.ErrorOf("Email"));
        Assert.Equal($"/identities/{hugo.Id}", desk.Link("Open Hugo Salinas in a new tab").GetAttribute("href"));
        Assert.Equal("Hugo Salinas", desk.ValueOf("Full Name"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S6_S7_S15_Profile_stays_open_while_people_are_invited_and_the_X_closes_it(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.Profile);
        desk.ClickToOpen("Invite User", "Invite User");

        await desk.FillAsync("Email", "anita@halden.example");
        await desk.FillAsync("Full Name", "Anita Singh");
        await desk.ClickAsync("Invite");

        desk.WaitFor(() => Assert.Equal("Profile", desk.Title));
        desk.WaitFor(() => Assert.Contains("1 person invited just now Anita Singh anita@halden.example", desk.Text, StringComparison.Ordinal));
        await desk.ClickAsync("Close");
        Assert.Single((await desk.ClosedAsync()).Invitations);
    }

    [Fact]
    public async Task From_Profile_the_other_way_is_Create_Identity()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.Profile);

        desk.ClickToOpen("Create Identity", "Create Identity");

        Assert.Equal("", desk.ValueOf("Email"));
    }
}
