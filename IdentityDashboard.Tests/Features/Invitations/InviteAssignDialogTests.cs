using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Invitations;

public sealed class InviteAssignDialogTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S32_The_invitation_carries_the_role_at_the_node_and_the_sentence_says_so(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var emea = await desk.NodeAsync("EMEA");
        var retail = await desk.NodeAsync("Retail", emea);
        await desk.NodeAsync("Berlin", retail);
        var editor = await desk.RoleAsync("Editor");
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);

        await desk.FillAndLeaveAsync("Email", "pat@halden.example");
        await desk.FillAndLeaveAsync("First name", "Pat");
        await desk.FillAndLeaveAsync("Last name", "Lee");
        await desk.PickCardAsync("Editor");
        await desk.PickNodeAsync("EMEA");

        Assert.Contains("Pat becomes Editor at EMEA, 2 nodes below included. The mail goes to pat@halden.example; the role starts when Pat accepts.", desk.Text, StringComparison.Ordinal);
        await desk.ClickAsync("Send invite");
        var outcome = await desk.ClosedAsync();
        var written = await desk.ReadAsync(db => db.Invitations.SingleAsync(i => i.Id == outcome.Invitations.Single()));
        Assert.Equal((editor, emea, "Pat Lee"), (written.RoleId!.Value, written.NodeId!.Value, written.FullName));
        Assert.Contains("Invitation sent to pat@halden.example.", desk.Toasts, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S35_U40_What_is_missing_stands_beside_each_field_at_once(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.NodeAsync("EMEA");
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);

        await desk.ClickAsync("Send invite");

        Assert.Equal("Enter an email address.", desk.ErrorOf("Email"));
        Assert.Equal("Enter a first name.", desk.ErrorOf("First name"));
        Assert.Equal("Enter a last name.", desk.ErrorOf("Last name"));
        Assert.Equal("Choose which role they get here.", desk.Find("#role-err")!.TextContent);
        Assert.Equal("Choose where this role applies.", desk.Find("#node-err")!.TextContent);
        Assert.Equal("true", desk.Find("[role=tree]")!.GetAttribute("aria-invalid"));
        Assert.Equal(0, await desk.ReadAsync(db => db.Invitations.CountAsync(i => i.AccountId == desk.Account.Id)));
    }

    [Fact]
    public async Task The_only_node_is_chosen_already()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);

        Assert.Equal("true", desk.Find("[role=treeitem]")!.GetAttribute("aria-selected"));
    }

    [Fact]
    public async Task S84_Two_words_in_First_name_split_when_it_is_left()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);

        await desk.FillAndLeaveAsync("First name", "Anita Singh");

        Assert.Equal(("Anita", "Singh"), (desk.ValueOf("First name"), desk.ValueOf("Last name")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U39_An_elevated_role_lists_its_powers_and_asks(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);
        await desk.FillAsync("Email", "pat@halden.example");
        await desk.FillAndLeaveAsync("First name", "Pat Lee");
        await desk.PickCardAsync("Admin");

        await desk.ClickAndAnswerAsync("Send invite", "Cancel", () =>
        {
            Assert.Equal("Make Pat Lee Admin", desk.Title);
            Assert.Equal(Permissions.BuiltIn.Select(p => p.Description), desk.FindAll(".cons li").Select(l => l.TextContent));
        });
        Assert.Equal(0, await desk.ReadAsync(db => db.Invitations.CountAsync(i => i.AccountId == desk.Account.Id)));
        await desk.ClickAndAnswerAsync("Send invite", "Send invite");

        Assert.Single((await desk.ClosedAsync()).Invitations);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U33_U41_S82_S94_A_known_address_links_to_the_person_when_the_field_is_left(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var hugo = await desk.PersonAsync("hugo@halden.example");
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);

        await desk.FillAndLeaveAsync("Email", "Hugo@Halden.example");

        Assert.Equal("a user with this email already exists.", desk.ErrorOf("Email"));
        Assert.Equal($"/identities/{hugo.Id}", desk.Link("Open Hugo Salinas in a new tab").GetAttribute("href"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U34_A_pending_address_offers_Resend(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.InvitationAsync("pat@halden.example");
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);

        await desk.FillAndLeaveAsync("Email", "pat@halden.example");
        Assert.Equal("This address already has a pending invitation. Send it again instead.", desk.ErrorOf("Email"));
        await desk.ClickAsync("Resend");

        Assert.Contains("A new link is on its way", desk.Text, StringComparison.Ordinal);
        Assert.Equal(1, await desk.ReadAsync(db => db.AuditEntries.CountAsync(e => e.AccountId == desk.Account.Id && e.Action == "invitation.resent")));
    }

    [Theory]
    [InlineData("user@localhost", "The domain needs an ending, like example.com.")]
    [InlineData("nobody", "An email address needs a name, an @ and a domain, like pat@example.com.")]
    public async Task S83_S97_An_address_that_cannot_be_is_refused_beside_the_field_and_the_rest_stays(string typed, string sentence)
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);
        await desk.FillAsync("Email", typed);
        await desk.FillAndLeaveAsync("First name", "Pat Lee");
        await desk.PickCardAsync("Grantee");

        await desk.ClickAsync("Send invite");

        Assert.Equal(sentence, desk.ErrorOf("Email"));
        Assert.Equal(("Pat", "Lee"), (desk.ValueOf("First name"), desk.ValueOf("Last name")));
        Assert.NotNull(desk.Find("input[checked]"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S99_A_group_deleted_meanwhile_opens_its_section_and_says_so(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var group = await desk.GroupAsync("Retail leads");
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);
        await desk.FillAsync("Email", "pat@halden.example");
        await desk.FillAndLeaveAsync("First name", "Pat Lee");
        await desk.PickCardAsync("Grantee");
        await desk.ClickAsync("Groups, note, expiry");
        await desk.PickAsync("Groups", "Retail leads");
        await desk.ClickAsync("Groups, note, expiry");
        await desk.Service<GroupService>().DeleteAsync(desk.Account.Admin, group.Id, CancellationToken.None);

        await desk.ClickAsync("Send invite");
        Assert.NotNull(desk.ErrorOf("Groups"));
        await desk.ClickAsync("Refresh groups");
        Assert.Contains("Retail leads is gone.", desk.Text, StringComparison.Ordinal);
        await desk.ClickAsync("Send invite");

        Assert.Single((await desk.ClosedAsync()).Invitations);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_role_deleted_meanwhile_is_said_beside_Role(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var editor = await desk.RoleAsync("Editor");
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);
        await desk.FillAsync("Email", "pat@halden.example");
        await desk.FillAndLeaveAsync("First name", "Pat Lee");
        await desk.PickCardAsync("Editor");
        await using (var db = await desk.App.Dbs.CreateDbContextAsync()) await db.Roles.Where(r => r.Id == editor).ExecuteDeleteAsync();

        await desk.ClickAsync("Send invite");

        Assert.Equal("This role isn't here any more. Refresh and choose another.", desk.Find("#role-err")!.TextContent);
        Assert.Equal("pat@halden.example", desk.ValueOf("Email"));
    }

    [Fact]
    public async Task The_sister_dialogs_get_what_was_typed()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.InviteAssign);
        await desk.FillAsync("Email", "pat@halden.example");
        await desk.FillAndLeaveAsync("First name", "Pat Lee");

        await desk.FollowAsync("Create Identity");

        Assert.Equal("pat@halden.example", desk.ValueOf("Email"));
        Assert.Equal(("Pat", "Lee"), (desk.ValueOf("First name"), desk.ValueOf("Last name")));
    }
}
