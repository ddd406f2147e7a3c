using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Attributes;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class IdentityPageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task S89_S100_The_overview_shows_the_record_with_its_user_id()
    {
        var (app, account, person) = await StartAsync();
        await using var page = await PageContext.Async(app, account);

        var shown = Open(page, person);

        Assert.Equal("Pat Lee", shown.Find("h1").TextContent);
        Assert.Contains(person.Id.ToString(), shown.Find("dl.facts").TextContent, StringComparison.Ordinal);
        Assert.Empty(shown.FindAll("input[value='" + person.Id + "']"));
        Assert.Equal(["Overview", "Groups 0", "Access 0", "Security", "Sessions", "Activity", "Attributes 0"], shown.FindAll("[role=tab]").Select(t => t.TextContent.Trim()));
    }

    [Fact]
    public async Task Somebody_of_another_account_isnt_here()
    {
        var (app, account, _) = await StartAsync();
        var stranger = await app.PersonAsync(await app.AccountAsync("Other"));
        await using var page = await PageContext.Async(app, account);

        var shown = page.Open<IdentityPage>($"/identities/{stranger.Id}", stranger.Id);

        shown.WaitForAssertion(() => Assert.Equal("This person isn't here any more.", shown.Find("h2").TextContent), Patience);
    }

    [Fact]
    public async Task An_edit_is_saved_and_shown()
    {
        var (app, account, person) = await StartAsync();
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person);

        await shown.InvokeAsync(() => shown.Button("Edit").Click());
        await shown.InvokeAsync(() => shown.Find("#last-name").Input("Moss"));
        await shown.InvokeAsync(() => shown.Find("#phone-number").Input("+44 20 7946 0018"));
        await shown.InvokeAsync(() => shown.Find("form").Submit());

        shown.WaitForAssertion(() => Assert.Equal(("Pat Moss", 0), (shown.Find("h1").TextContent, shown.FindAll("form").Count)), Patience);
        Assert.Equal("+442079460018", (await app.FindAsync(person.Id))!.PhoneNumber);
    }

    [Fact]
    public async Task Refusals_stand_beside_their_fields_and_what_was_typed_stays()
    {
        var (app, account, person) = await StartAsync();
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person);

        await shown.InvokeAsync(() => shown.Button("Edit").Click());
        await shown.InvokeAsync(() => shown.Find("#email").Input("pat@localhost"));
        await shown.InvokeAsync(() => shown.Find("#phone-number").Input("020 7946"));
        await shown.InvokeAsync(() => shown.Find("form").Submit());

        shown.WaitForElement("#email-err", Patience);
        shown.WaitForAssertion(() => Assert.Contains("ending", shown.Find("#email-err").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains("country code", shown.Find("#phone-number-err").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Equal("pat@localhost", shown.Find("#email").GetAttribute("value")), Patience);
        shown.WaitForAssertion(() => Assert.Equal("true", shown.Find("#email").GetAttribute("aria-invalid")), Patience);
    }

    [Fact]
    public async Task A_change_by_somebody_else_never_overwrites_what_is_being_typed()
    {
        var (app, account, person) = await StartAsync();
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person);
        await shown.InvokeAsync(() => shown.Button("Edit").Click());
        await shown.InvokeAsync(() => shown.Find("#first-name").Input("Patricia"));

        var version = (await app.FindAsync(person.Id))!.ConcurrencyStamp!;
        await app.Service<IdentityProfile>().UpdateAsync(account.Admin, person.Id, new IdentityEdit("Pat", "Moss", person.Email, null, false, false, version), Ct);

        shown.WaitForAssertion(() => Assert.Contains("Changed meanwhile by Nora Lindqvist", shown.Text(), StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Equal("Patricia", shown.Find("#first-name").GetAttribute("value")), Patience);
        shown.WaitForAssertion(() => Assert.Equal("Moss", shown.Find("#last-name").GetAttribute("value")), Patience);
        shown.WaitForAssertion(() => Assert.Contains("Last name (now Moss)", shown.Text(), StringComparison.Ordinal), Patience);
        await shown.InvokeAsync(() => shown.Find("form").Submit());

        shown.WaitForAssertion(() => Assert.Equal("Patricia Moss", shown.Find("h1").TextContent), Patience);
    }

    [Fact]
    public async Task U69_Suspending_names_its_consequences_with_numbers_and_can_be_undone()
    {
        var (app, account, person) = await StartAsync();
        var role = await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee);
        await app.AssignAsync(account, role, account.Production, person.Id);
        await app.GroupAsync(account, person.Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person);

        await shown.InvokeAsync(() => shown.Button("More actions").Click());
        await shown.InvokeAsync(() => shown.FindAll("[role=menuitem]").First(i => i.TextContent.Contains("Suspend", StringComparison.Ordinal)).Click());
        var consequences = page.Host.WaitForElements(".cons li", 4, Patience).Select(l => l.TextContent).ToList();
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        Assert.Contains("1 role stops counting, nothing is deleted", consequences);
        Assert.Contains("Sign-in is refused; open sessions end within 5 seconds", consequences);
        shown.WaitForAssertion(() => Assert.Contains("Suspended", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);
        page.Host.WaitForAssertion(() => Assert.Contains("Pat Lee suspended", page.Host.Text(), StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Button("Undo").Click());
        shown.WaitForAssertion(() => Assert.Contains("Active", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task U70_Nobody_is_offered_to_suspend_or_delete_themselves()
    {
        var (app, account, _) = await StartAsync();
        await using var page = await PageContext.Async(app, account);

        var shown = page.Open<IdentityPage>($"/identities/{account.Admin.Id}", account.Admin.Id);

        shown.WaitForElement("h1", Patience);
        await shown.InvokeAsync(() => shown.Button("More actions").Click());
        shown.WaitForAssertion(() => Assert.Equal(["Remove as Owner…"], shown.FindAll("[role=menuitem]").Select(i => i.TextContent.Trim())), Patience);
        shown.WaitForAssertion(() => Assert.Contains("Owner", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task A36_Whoever_may_only_read_is_offered_nothing_else()
    {
        var (app, account, person) = await StartAsync();
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead]);
        await using var page = await PageContext.Async(app, account, reader);

        var shown = Open(page, person);

        Assert.Empty(shown.FindAll("[aria-label='More actions']"));
        Assert.DoesNotContain(shown.FindAll("button"), b => b.TextContent.Trim() == "Edit");
        Assert.Contains("Ask an Owner", shown.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task S102_The_access_tab_says_where_each_role_comes_from()
    {
        var (app, account, person) = await StartAsync();
        var role = await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee);
        var group = await app.GroupAsync(account, person.Id);
        await app.AssignAsync(account, role, account.Production, person.Id, to: DateTimeOffset.UtcNow.AddDays(3).AddHours(1));
        await app.AssignAsync(account, role, account.Development, group: group.Id, node: account.Development.RootNodeId);
        await using var page = await PageContext.Async(app, account);

        var shown = Open(page, person, "?tab=access");

        Assert.Contains("3 days left", shown.Find("[aria-label=Production]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Direct", shown.Find("[aria-label=Production]").TextContent, StringComparison.Ordinal);
        await shown.InvokeAsync(() => shown.Find("[aria-label=Production] .tog").Click());
        shown.WaitForAssertion(() => Assert.Contains("Given by Nora Lindqvist on", shown.Find(".why").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task S102_Without_a_role_the_access_tab_explains_what_that_means()
    {
        var (app, account, person) = await StartAsync();
        await using var page = await PageContext.Async(app, account);

        var shown = Open(page, person, "?tab=access");

        Assert.Equal("No role yet", shown.Find(".empty h2").TextContent);
    }

    [Fact]
    public async Task S86_Groups_are_left_and_joined_again_with_Undo()
    {
        var (app, account, person) = await StartAsync();
        var group = await app.GroupAsync(account, person.Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person, "?tab=groups");

        await shown.InvokeAsync(() => shown.Button($"Remove from {group.Name}").Click());
        shown.WaitForAssertion(() => Assert.Equal("In no group", shown.Find(".empty h2").TextContent), Patience);
        Assert.False(await app.QueryAsync(db => db.GroupMembers.AnyAsync(m => m.GroupId == group.Id, Ct)));
        page.Host.WaitForAssertion(() => page.Host.Button("Undo"), Patience);
        await page.Host.InvokeAsync(() => page.Host.Button("Undo").Click());

        shown.WaitForAssertion(() => Assert.Contains(group.Name, shown.Find(".plain").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task S63_S71_Link_and_code_are_shown_once_for_as_long_as_chosen_or_the_link_is_mailed()
    {
        var (app, account, person) = await StartAsync();
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person, "?tab=security");
        Assert.Contains("Not set", shown.Find("dl.facts").TextContent, StringComparison.Ordinal);

        Assert.Equal(["1 hour", "24 hours", "3 days", "7 days"], shown.FindAll("#recovery-lifetime option").Select(o => o.TextContent));
        await shown.InvokeAsync(() => shown.Find("#recovery-lifetime").Change("72"));
        await shown.InvokeAsync(() => shown.Button("Show link and code").Click());
        var link = shown.WaitForElement("#reset-link", Patience).GetAttribute("value");
        var code = shown.Find("#reset-code").GetAttribute("value");
        var kept = await app.QueryAsync(db => db.RecoveryLinks.SingleAsync(l => l.IdentityId == person.Id, Ct));
        await shown.InvokeAsync(() => shown.Button("Send by mail").Click());

        Assert.StartsWith("http", link, StringComparison.Ordinal);
        Assert.Matches("^[0-9]{6}$", code);
        Assert.Equal(TimeSpan.FromDays(3), kept.ExpiresAt - kept.CreatedAt);
        page.Host.WaitForAssertion(() => Assert.Contains($"Reset link on its way to {person.Email}", page.Host.Text(), StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll("#reset-link")), Patience);
        Assert.Equal(1, await app.QueryAsync(db => db.MailOutbox.CountAsync(m => m.AccountId == account.Id, Ct)));
    }

    [Fact]
    public async Task Somebody_locked_is_shown_with_the_end_of_it_and_unlocked()
    {
        var (app, account, person) = await StartAsync();
        var until = DateTimeOffset.UtcNow.AddMinutes(10);
        await app.QueryAsync(db => db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s.SetProperty(i => i.LockoutEnd, until), Ct));
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person, "?tab=security");
        Assert.Contains($"Locked until {until:HH:mm} UTC", shown.Find("dl.facts").TextContent, StringComparison.Ordinal);

        await shown.InvokeAsync(() => shown.Button("Unlock").Click());

        shown.WaitForAssertion(() => Assert.DoesNotContain("Locked until", shown.Find("dl.facts").TextContent, StringComparison.Ordinal), Patience);
        Assert.Null((await app.FindAsync(person.Id))!.LockoutEnd);
    }

    [Fact]
    public async Task S104_The_activity_tells_who_created_the_person()
    {
        var (app, account, person) = await StartAsync();
        await using var page = await PageContext.Async(app, account);

        var shown = Open(page, person, "?tab=activity");

        shown.WaitForElement(".evs li", Patience);
        Assert.Contains("Nora Lindqvist", shown.Find(".evs").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task U72_Somebody_deleted_elsewhere_can_be_restored_by_an_Owner_and_is_gone_for_others()
    {
        var (app, account, person) = await StartAsync();
        await using var owners = await PageContext.Async(app, account);
        await using var readers = await PageContext.Async(app, account, await app.ActorAsync(account, [Permissions.IdentityRead]));
        var (shown, gone) = (Open(owners, person), Open(readers, person));

        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, person.Id, Ct);

        gone.WaitForAssertion(() => Assert.Equal("This person isn't here any more.", gone.Find("h2").TextContent), Patience);
        shown.WaitForAssertion(() => Assert.Contains("Deleted", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains("Restorable until", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll("[aria-label='More actions']")), Patience);
        await shown.InvokeAsync(() => shown.Button("Restore").Click());
        shown.WaitForAssertion(() => Assert.Contains("Active", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Each_state_offers_its_next_step_first()
    {
        var (app, account, person) = await StartAsync();
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, person.Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person);
        Assert.Equal("Reset password", shown.Find("header.id .row > .btn").TextContent.Trim());

        await shown.InvokeAsync(() => shown.Button("More actions").Click());
        shown.WaitForAssertion(() => Assert.Equal(["Suspend…", "Deactivate…", "Schedule off-boarding…", "Sign out everywhere…", "Make Owner…", "Delete…"], shown.FindAll("[role=menuitem]").Select(i => i.TextContent.Trim())), Patience);
        await shown.InvokeAsync(() => shown.FindAll("[role=menuitem]").First(i => i.TextContent.Contains("Deactivate", StringComparison.Ordinal)).Click());
        Assert.Contains("1 role ends now and stays ended after an activation", page.Host.WaitForElements(".cons li", Patience).Select(l => l.TextContent));
        await page.Host.InvokeAsync(() => page.Host.Find(".btn-danger").Click());

        shown.WaitForAssertion(() => Assert.Contains("Deactivated", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);
        await shown.InvokeAsync(() => shown.Find("header.id .btn-primary").Click());
        shown.WaitForAssertion(() => Assert.Contains("Active", shown.Find("header.id").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains("Access 0", shown.FindAll("[role=tab]").Select(t => t.TextContent.Trim())), Patience);
    }

    [Fact]
    public async Task U72_An_Owner_still_sees_what_somebody_deleted_had_and_changes_nothing()
    {
        var (app, account, person) = await StartAsync();
        await app.AttributeAsync(account, Defined.Draft("Cost centre"));
        await app.SetAsync(account, person.Id, ("cost_centre", "4711"));
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, person.Id);
        var group = await app.GroupAsync(account, person.Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person, "?tab=attributes");

        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, person.Id, Ct);

        shown.WaitForAssertion(() => Assert.Contains("Restore them before changing anything", shown.Text(), StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains("4711", shown.Find("dl.facts").TextContent, StringComparison.Ordinal), Patience);
        foreach (var (tab, text) in new[] { ("overview", person.Email), ("groups", group.Name), ("access", "until they are restored") })
        {
            shown = Open(page, person, $"?tab={tab}");
            Assert.Contains(text, shown.Text(), StringComparison.Ordinal);
            Assert.DoesNotContain(shown.FindAll("button"), b => b.TextContent.Trim() is "Edit" or "Add");
        }
    }

    [Fact]
    public async Task S103_Attributes_are_shown_and_edited_in_place()
    {
        var (app, account, person) = await StartAsync();
        await app.AttributeAsync(account, Defined.Draft("Cost centre"));
        await app.AttributeAsync(account, Defined.Draft("Start date", AttributeKind.Date));
        await app.AttributeAsync(account, Defined.Draft("Badge issued", AttributeKind.YesNo, required: true));
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person, "?tab=attributes");
        Assert.Contains("Not set", shown.Find("dl.facts").TextContent, StringComparison.Ordinal);
        Assert.Contains("Missing: the next change asks for it", shown.Find("dl.facts").TextContent, StringComparison.Ordinal);

        await shown.InvokeAsync(() => shown.Button("Edit").Click());
        await shown.InvokeAsync(() => shown.Find("#trait-cost-centre").Input("<script>alert(1)</script>"));
        await shown.InvokeAsync(() => shown.Find("#trait-start-date").Input("2026-11-22"));
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        shown.WaitForAssertion(() => Assert.Equal("Choose a value for Badge issued.", shown.Find("#trait-badge-issued-err").TextContent), Patience);
        await shown.InvokeAsync(() => shown.Find("#trait-badge-issued").Change("no"));
        await shown.InvokeAsync(() => shown.Find("form").Submit());

        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll("form")), Patience);
        shown.WaitForAssertion(() => Assert.Contains("22 Nov 2026", shown.Find("dl.facts").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Contains("<script>alert(1)</script>", shown.Find("dl.facts").TextContent, StringComparison.Ordinal), Patience);
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll("script")), Patience);
        shown.WaitForAssertion(() => Assert.Contains("Attributes 3", shown.FindAll("[role=tab]").Select(t => t.TextContent.Trim())), Patience);
    }

    [Fact]
    public async Task Where_both_changed_a_field_it_is_chosen_before_anything_is_saved()
    {
        var (app, account, person) = await StartAsync();
        await app.AttributeAsync(account, Defined.Draft("Cost centre"));
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, person, "?tab=attributes");
        await shown.InvokeAsync(() => shown.Button("Edit").Click());
        await shown.InvokeAsync(() => shown.Find("#trait-cost-centre").Input("mine"));

        await app.SetAsync(account, person.Id, ("cost_centre", "theirs"));
        shown.WaitForAssertion(() => Assert.Contains("Cost centre", shown.Find(".clash-l").TextContent, StringComparison.Ordinal), Patience);
        await shown.InvokeAsync(() => shown.Find("form").Submit());
        shown.WaitForAssertion(() => Assert.Contains("Choose first what stays: Cost centre.", shown.Text(), StringComparison.Ordinal), Patience);
        Assert.Equal("theirs", (await app.DetailAsync(account, person.Id)).Traits["cost_centre"]);
        await shown.InvokeAsync(() => shown.FindAll(".clash-l button")[1].Click());
        shown.WaitForAssertion(() => Assert.Equal("theirs", shown.Find("#trait-cost-centre").GetAttribute("value")), Patience);
        await shown.InvokeAsync(() => shown.FindAll(".clash-l button")[0].Click());
        shown.WaitForAssertion(() => Assert.Equal("mine", shown.Find("#trait-cost-centre").GetAttribute("value")), Patience);
        await shown.InvokeAsync(() => shown.Find("form").Submit());

        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll("form")), Patience);
        Assert.Equal("mine", (await app.DetailAsync(account, person.Id)).Traits["cost_centre"]);
    }

    private static async Task<(TestApp App, TestAccount Account, CreatedIdentity Person)> StartAsync()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        return (app, account, await app.PersonAsync(account));
    }

    private static IRenderedComponent<IdentityPage> Open(PageContext page, CreatedIdentity person, string query = "")
    {
        var shown = page.Open<IdentityPage>($"/identities/{person.Id}{query}", person.Id);
        shown.WaitForElement("h1", Patience);
        return shown;
    }
}
