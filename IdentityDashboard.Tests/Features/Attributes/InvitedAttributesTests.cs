using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Attributes;

public sealed class InvitedAttributesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S88_What_was_filled_in_with_the_invitation_stands_in_the_record(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Cost centre", searchable: true));
        await app.AttributeAsync(account, Defined.Draft("Floor", AttributeKind.Number, required: true));

        var sent = await InviteAsync(app, account, ("cost_centre", " KST-4711 "));
        var accepted = await AcceptAsync(app, sent.Value);

        Assert.Equal(Defined.Traits(("cost_centre", "KST-4711")), (await app.DetailAsync(account, accepted)).Traits);
        Assert.Equal([accepted], await app.SearchAsync(account, "kst-47"));
        Assert.Contains("traits.cost_centre", (await app.AuditAsync(sent.Value.Id)).Single(e => e.Action == "user.invited").Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_doesnt_fit_is_refused_when_inviting_but_nobody_is_held_up_at_the_door(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Staff number", unique: true));
        var gone = await app.AttributeAsync(account, Defined.Draft("Floor", AttributeKind.Number));
        Assert.NotNull((await InviteAsync(app, account, ("floor", "top"))).Error!.For("traits.floor"));
        var first = await InviteAsync(app, account, ("staff_number", "1"), ("floor", "3"));
        var second = await InviteAsync(app, account, ("staff_number", "1"));
        await app.Service<AttributeService>().DeleteAsync(account.Admin, gone.Id, Ct);

        var one = await AcceptAsync(app, first.Value);
        var two = await AcceptAsync(app, second.Value);

        Assert.Equal(Defined.Traits(("staff_number", "1")), (await app.DetailAsync(account, one)).Traits);
        Assert.Empty((await app.DetailAsync(account, two)).Traits);
        Assert.Contains("\"traits_left_out\":[null,\"staff_number\"]", (await app.AuditAsync(two)).Single(e => e.Action == "user.created").Changes, StringComparison.Ordinal);
        Assert.NotNull((await InviteAsync(app, account, ("staff_number", "1"))).Error!.For("traits.staff_number"));
    }

    [Theory]
    [InlineData(DirectoryDialogNames.InviteUser)]
    [InlineData(DirectoryDialogNames.InviteAssign)]
    public async Task S87_The_forms_that_invite_one_person_ask_for_attributes(string dialog)
    {
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite);
        await desk.App.AttributeAsync(desk.Account, Defined.Draft("Floor", AttributeKind.Number, required: true));
        await desk.OpenAsync(dialog);
        var assigns = dialog == DirectoryDialogNames.InviteAssign;
        await desk.FillAndLeaveAsync("Email", "anita@halden.example");
        if (assigns)
        {
            await desk.FillAndLeaveAsync("First name", "Anita");
            await desk.FillAndLeaveAsync("Last name", "Singh");
            await desk.PickCardAsync("Grantee");
            await desk.ClickAsync("Groups, attributes, note, expiry");
        }
        else
        {
            await desk.FillAsync("Full Name", "Anita Singh");
        }

        await desk.FillAsync("Floor", "top");
        await desk.ClickAsync(assigns ? "Send invite" : "Invite");
        desk.WaitFor(() => Assert.Contains("Enter a number", desk.ErrorOf("Floor"), StringComparison.Ordinal));
        await desk.FillAsync("Floor", "3");
        await desk.ClickAsync(assigns ? "Send invite" : "Invite");

        await desk.ClosedAsync();
        Assert.Equal("{\"floor\":\"3\"}", await desk.ReadAsync(db => db.Invitations.Where(i => i.AccountId == desk.Account.Id).Select(i => i.Traits).SingleAsync(Ct)));
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync());
    }

    private static Task<IdentityDashboard.Platform.Errors.Result<SentInvitation>> InviteAsync(TestApp app, TestAccount account, params (string Key, string Value)[] traits) =>
        app.Service<InvitationService>().InviteAsync(account.Admin, account.Production.EnvironmentId, new NewInvitation(AccountSetup.Email()) { SendEmail = false, Traits = Defined.Traits(traits) }, Ct);

    private static async Task<Guid> AcceptAsync(TestApp app, SentInvitation sent) =>
        (await app.Service<Acceptance>().AcceptAsync(sent.AcceptUrl!.Split('/')[^1], new AcceptForm("Iris", "Moss", "lamp-harbour-72", null, null), Ct)).Value.IdentityId;
}
