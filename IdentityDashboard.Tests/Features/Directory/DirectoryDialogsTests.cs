using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Directory;

public sealed class DirectoryDialogsTests
{
    [Theory]
    [InlineData(DirectoryDialogNames.Invite, "Invite")]
    [InlineData(DirectoryDialogNames.InviteAssign, "Invite & Assign")]
    [InlineData(DirectoryDialogNames.CreateIdentity, "Create Identity")]
    [InlineData(DirectoryDialogNames.CreateGroup, "Create Group")]
    [InlineData(DirectoryDialogNames.InviteUser, "Invite User")]
    [InlineData(DirectoryDialogNames.Profile, "Profile")]
    public async Task Each_name_opens_its_dialog_and_closing_it_untouched_asks_nothing(string name, string title)
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);

        await desk.OpenAsync(name);
        Assert.Equal(title, desk.Title);
        await desk.ClickAsync("Close");

        var outcome = await desk.ClosedAsync();
        Assert.Empty(outcome.Identities.Concat(outcome.Invitations).Concat(outcome.Groups));
    }

    [Fact]
    public async Task S41_S42_S43_S72_S80_Each_of_the_three_says_when_to_use_it_and_leads_to_the_others()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.Invite);

        await desk.FollowAsync("Invite & Assign");
        await desk.FollowAsync("Create Identity");
        Assert.Contains("Create Identity when you can’t wait for an invitation: staff, service accounts, one-offs", desk.Text, StringComparison.Ordinal);
        await desk.FollowAsync("Invite");

        Assert.Contains("Invite when people should set their own password by mail.", desk.Text, StringComparison.Ordinal);
        Assert.False(desk.Outcome.IsCompleted);
    }

    [Fact]
    public async Task What_was_done_before_a_switch_counts_too()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        await desk.AddAddressesAsync("ana@halden.example, user@localhost");
        await desk.ClickAsync("Invite");
        await desk.ClickAsync("Back to 1 address left out");

        await desk.FollowAsync("Invite & Assign");
        await desk.ClickAndAnswerAsync("Close", "Discard");

        Assert.Single((await desk.ClosedAsync()).Invitations);
    }

    [Fact]
    public async Task An_unknown_name_opens_nothing()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);

        await desk.OpenAsync("nonsense");

        Assert.False(desk.IsOpen);
    }

    [Fact]
    public async Task Leaving_for_a_sister_asks_when_something_would_be_lost()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        await desk.AddAddressesAsync("ana@halden.example, ben@halden.example");

        await desk.FollowAsync("Create Identity", "Keep editing");

        Assert.Equal(["ana@halden.example", "ben@halden.example"], desk.Chips);
    }
}
