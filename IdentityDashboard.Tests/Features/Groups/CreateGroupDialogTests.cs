using Bunit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using IdentityDashboard.Ui;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Groups;

public sealed class CreateGroupDialogTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S18_S19_S20_S21_S22_Create_writes_the_group_with_the_people_found_by_name(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var (hugo, esi) = (await desk.PersonAsync("hugo@halden.example"), await desk.PersonAsync("esi@halden.example", "Esi", "Mensah"));
        await desk.OpenAsync(DirectoryDialogNames.CreateGroup);
        Assert.Equal("Create Group", desk.Title);
        Assert.Contains("This name identifies the group and its members on the Identities page and in access flows.", desk.HelpOf("Group name"), StringComparison.Ordinal);

        await desk.FillAndLeaveAsync("Group name", "Retail leads");
        await desk.PickAsync("Users", "Hugo Salinas");
        await desk.PickAsync("Users", "Esi Mensah");
        await desk.ClickAsync("Create");

        var group = (await desk.ClosedAsync()).Groups.Single();
        var members = await desk.ReadAsync(db => db.GroupMembers.Where(m => m.GroupId == group).Select(m => m.IdentityId).ToListAsync());
        Assert.Equal(new[] { hugo.Id, esi.Id }.Order(), members.Order());
        Assert.Contains("Group Retail leads is created.", desk.Toasts, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_taken_name_is_said_when_the_field_is_left_and_at_submit(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.GroupAsync("Retail leads");
        await desk.OpenAsync(DirectoryDialogNames.CreateGroup);

        await desk.FillAndLeaveAsync("Group name", "retail LEADS");
        Assert.Equal("A group with this name already exists. Choose another name.", desk.ErrorOf("Group name"));
        await desk.ClickAsync("Create");
        Assert.Equal("A group with this name already exists. Choose another name.", desk.ErrorOf("Group name"));
        await desk.FillAndLeaveAsync("Group name", "Store leads");

        Assert.Null(desk.ErrorOf("Group name"));
        Assert.Contains("Not in use", desk.HelpOf("Group name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_needs_a_name()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.CreateGroup);

        await desk.ClickAsync("Create");

        Assert.Equal("Enter a group name.", desk.ErrorOf("Group name"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Somebody_deleted_meanwhile_is_said_beside_Users_and_the_rest_stays(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var hugo = await desk.PersonAsync("hugo@halden.example");
        await desk.OpenAsync(DirectoryDialogNames.CreateGroup);
        await desk.FillAndLeaveAsync("Group name", "Retail leads");
        await desk.PickAsync("Users", "Hugo Salinas");
        await using (var db = await desk.App.Dbs.CreateDbContextAsync()) await db.Identities.Where(i => i.Id == hugo.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.State, PrincipalState.Deleted));

        await desk.ClickAsync("Create");

        Assert.Equal("Somebody you chose isn't here any more. Refresh and try again.", desk.ErrorOf("Users"));
        Assert.Equal("Retail leads", desk.ValueOf("Group name"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Pasted_addresses_choose_people_and_unknown_ones_are_named(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.PersonAsync("hugo@halden.example");
        await desk.OpenAsync(DirectoryDialogNames.CreateGroup);

        await desk.RunAsync(() => desk.Component<ComboPicker<PersonChoice>>().Instance.AddFromScript("Hugo <HUGO@halden.example>; nobody@halden.example"));

        Assert.Equal(["Hugo Salinas"], desk.Chips);
        Assert.Contains("nobody@halden.example isn’t here yet. Create the group now; invite them afterwards", desk.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_unknown_address_offers_an_invitation_while_nothing_would_be_lost(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.CreateGroup);
        await desk.RunAsync(() => desk.Component<ComboPicker<PersonChoice>>().Instance.AddFromScript("nobody@halden.example, noone@halden.example"));

        await desk.FollowAsync("Invite these 2", title: "Invite");

        desk.WaitFor(() => Assert.Equal(["nobody@halden.example", "noone@halden.example"], desk.Chips));
    }
}
