using Bunit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using IdentityDashboard.Ui;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Invitations;

public sealed class InviteDialogTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U31_U35_U36_Fifty_mixed_addresses_become_fifty_invitations(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        var separators = new[] { ", ", "; ", " ", "\n", "\r\n", "\t" };
        var text = string.Concat(Enumerable.Range(1, 50).Select(i => (i % 5 == 0 ? $"Person {i} <p{i}@halden.example>" : $"P{i}@halden.example") + separators[i % separators.Length]));

        await desk.AddAddressesAsync(text);
        Assert.True(desk.Has("Invite 50"));
        await desk.RunAsync(() => desk.Component<DialogFrame>().Instance.SubmitFromScript());
        Assert.Contains("50 people are invited", desk.Text, StringComparison.Ordinal);
        await desk.ClickAsync("Done");

        var outcome = await desk.ClosedAsync();
        Assert.Equal(50, outcome.Invitations.Count);
        var written = await desk.ReadAsync(db => db.Invitations.Where(i => i.AccountId == desk.Account.Id).ToListAsync());
        Assert.Equal(50, written.Count);
        Assert.Equal("Person 5", written.Single(i => i.NormalizedEmail == "p5@halden.example").FullName);
    }

    [Fact]
    public async Task S105_Above_ten_addresses_a_file_is_offered()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.Invite);

        await desk.AddAddressesAsync(string.Join(' ', Enumerable.Range(1, 10).Select(i => $"p{i}@halden.example")));
        Assert.DoesNotContain("import a CSV file", desk.Text, StringComparison.Ordinal);
        await desk.AddAddressesAsync("p11@halden.example");

        Assert.Equal("/access/import?mode=invite", desk.Link("import a CSV file").GetAttribute("href"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U32_U33_U34_Each_chip_says_what_it_needs_and_good_ones_go(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var hugo = await desk.PersonAsync("hugo@halden.example");
        await desk.InvitationAsync("pat@halden.example");
        await desk.OpenAsync(DirectoryDialogNames.Invite);

        await desk.AddAddressesAsync("ana@halden.example, hugo@halden.example, pat@halden.example, lena@gmial.com, user@localhost, ben@halden.example");

        Assert.Contains("2 will be invited, 1 already here, 1 already invited, 1 typo, 1 can’t be used", desk.Text, StringComparison.Ordinal);
        Assert.Contains("The domain needs an ending, like example.com.", desk.Chip("user@localhost").TextContent, StringComparison.Ordinal);
        Assert.Equal($"/identities/{hugo.Id}", desk.Link("Open Hugo Salinas in a new tab").GetAttribute("href"));
        await desk.ClickAsync("Resend to pat@halden.example");
        Assert.Contains("A new link is on its way", desk.Text, StringComparison.Ordinal);
        await desk.ClickAsync("Invite 2");

        Assert.Contains("2 people are invited", desk.Text, StringComparison.Ordinal);
        Assert.Equal(1, await desk.ReadAsync(db => db.AuditEntries.CountAsync(e => e.AccountId == desk.Account.Id && e.Action == "invitation.resent")));
        await desk.ClickAsync("Back to 3 addresses left out");
        Assert.Equal(["pat@halden.example", "lena@gmial.com", "user@localhost"], desk.Chips);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_typo_is_fixed_or_kept_by_a_button(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        await desk.AddAddressesAsync("lena@gmial.com, omar@gmai.com");

        await desk.ClickAsync("Use gmail.com");
        await desk.ClickAsync("Keep omar@gmai.com");
        await desk.ClickAsync("Invite 2");

        var written = await desk.ReadAsync(db => db.Invitations.Where(i => i.AccountId == desk.Account.Id).Select(i => i.Email).Order().ToListAsync());
        Assert.Equal(["lena@gmail.com", "omar@gmai.com"], written);
    }

    [Theory]
    [InlineData("", "Enter at least one email address.")]
    [InlineData("user@localhost", "None of these can be invited yet. Each says why below.")]
    public async Task S81_S83_S97_Nothing_to_invite_is_said_beside_the_field(string typed, string sentence)
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        if (typed.Length > 0) await desk.AddAddressesAsync(typed);

        await desk.ClickAsync("Invite");

        Assert.Equal(sentence, desk.ErrorOf("Email addresses"));
    }

    [Fact]
    public async Task S95_S96_A_plus_address_is_accepted()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.Invite);

        await desk.AddAddressesAsync("user+tag@domain.com");
        await desk.ClickAsync("Invite");

        Assert.Single((await desk.ClosedAsync()).Invitations);
        Assert.Contains("Invitation sent to user+tag@domain.com.", desk.Toasts, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S73_S86_Groups_note_and_time_go_into_every_invitation(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var group = await desk.GroupAsync("Retail leads");
        await desk.OpenAsync(DirectoryDialogNames.Invite);

        await desk.AddAddressesAsync("ana@halden.example, ben@halden.example");
        await desk.PickAsync("Groups", "Retail leads");
        await desk.ChooseAsync("Link works for", desk.OptionsOf("Link works for").Single(o => o.StartsWith("14 days (until ", StringComparison.Ordinal)));
        await desk.FillAsync("Note", "Welcome.");
        await desk.ClickAsync("Invite 2");

        var ids = (await desk.ReadAsync(db => db.Invitations.Where(i => i.AccountId == desk.Account.Id).ToListAsync())).ConvertAll(i =>
        {
            Assert.Equal("Welcome.", i.Note);
            Assert.Equal(14, (i.ExpiresAt - i.CreatedAt).TotalDays, 1);
            return i.Id;
        });
        Assert.Equal(2, await desk.ReadAsync(db => db.InvitationGroups.CountAsync(g => ids.Contains(g.InvitationId) && g.GroupId == group.Id)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S99_A_group_renamed_meanwhile_is_said_beside_Groups_and_refreshed(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        var group = await desk.GroupAsync("Retail leads");
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        await desk.AddAddressesAsync("ana@halden.example, ben@halden.example");
        await desk.PickAsync("Groups", "Retail leads");
        await desk.Service<GroupService>().RenameAsync(desk.Account.Admin, group.Id, "Store leads", CancellationToken.None);

        await desk.ClickAsync("Invite 2");
        Assert.Equal("A group you chose was renamed or deleted meanwhile. Refresh the groups and try again.", desk.ErrorOf("Groups"));
        Assert.Contains("ana@halden.example", desk.Chips);
        await desk.ClickAsync("Refresh groups");
        Assert.Contains("Retail leads is now Store leads.", desk.Text, StringComparison.Ordinal);
        await desk.ClickAsync("Invite 2");

        Assert.Contains("2 people are invited", desk.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U37_Retry_sends_the_failed_mail_only(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        await desk.AddAddressesAsync("ana@halden.example, ben@halden.example");
        await desk.ClickAsync("Invite 2");
        desk.WaitFor(() => Assert.Equal(2, desk.FindAll(".sent .st-ok").Count));

        await using (var db = await desk.App.Dbs.CreateDbContextAsync())
        {
            await db.MailOutbox.Where(m => m.AccountId == desk.Account.Id && m.Recipient == "ben@halden.example")
                .ExecuteUpdateAsync(s => s.SetProperty(m => m.State, MailState.Failed).SetProperty(m => m.LastError, "mailbox unknown"));
        }

        desk.Service<ChangeFeed>().Publish(desk.Account.Id, ChangeTopic.Mail);
        desk.WaitFor(() => Assert.Contains("Not delivered: mailbox unknown", desk.Text, StringComparison.Ordinal));
        await desk.ClickAsync("Retry failed");

        desk.WaitFor(() => Assert.Equal(2, desk.FindAll(".sent .st-ok").Count));
        var letters = await desk.ReadAsync(db => db.MailOutbox.Where(m => m.AccountId == desk.Account.Id).GroupBy(m => m.Recipient).ToDictionaryAsync(g => g.Key, g => g.Count()));
        Assert.Equal(1, letters["ana@halden.example"]);
        Assert.Equal(2, letters["ben@halden.example"]);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U38_U45_A_link_is_copied_or_shown_selected_when_the_browser_refuses(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        await desk.AddAddressesAsync("ana@halden.example, ben@halden.example");
        await desk.ClickAsync("Invite 2");

        await desk.ClickAsync("Copy link for ana@halden.example");

        Assert.Contains("/invitations/accept/", desk.ValueOf("Link for ana@halden.example"), StringComparison.Ordinal);
        Assert.Contains("Link copied", desk.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_was_invited_meanwhile_stays_as_a_chip_with_the_reason(Database database)
    {
        await using var desk = await DialogDesk.SitDownAsync(database);
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        await desk.AddAddressesAsync("ana@halden.example, ben@halden.example");
        await desk.InvitationAsync("ben@halden.example");

        await desk.ClickAsync("Invite 2");

        Assert.Contains("1 person is invited", desk.Text, StringComparison.Ordinal);
        Assert.Contains("ben@halden.example This address already has a pending invitation. Send it again instead.", desk.Text, StringComparison.Ordinal);
        await desk.ClickAsync("Back to 1 address left out");
        Assert.Equal(["ben@halden.example"], desk.Chips);
    }

    [Fact]
    public async Task U47_Closing_with_addresses_asks_first()
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.OpenAsync(DirectoryDialogNames.Invite);
        await desk.AddAddressesAsync("ana@halden.example");

        await desk.ClickAndAnswerAsync("Close", "Keep editing");
        Assert.Equal(["ana@halden.example"], desk.Chips);
        await desk.ClickAndAnswerAsync("Close", "Discard");

        Assert.Empty((await desk.ClosedAsync()).Invitations);
    }

    [Fact]
    public async Task A_thousand_addresses_stay_quick()
    {
        await using var desk = await DialogDesk.SitDownAloneAsync();
        await desk.OpenAsync(DirectoryDialogNames.Invite);

        await desk.AddAddressesAsync(string.Join('\n', Enumerable.Range(1, 1000).Select(i => $"p{i}@halden.example")));

        Assert.True(desk.Has("Invite 1,000"));
        await desk.ClickAsync("Invite 1,000");
        Assert.Contains("1,000 people are invited", desk.Text, StringComparison.Ordinal);
    }
}
