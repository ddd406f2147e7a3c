using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Directory;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using IdentityDashboard.Tests.Ui;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityDashboard.Tests.Features.Directory;

public sealed class IdentitiesViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task S31_The_header_offers_the_three_ways_in_to_who_may_manage()
    {
        var (app, account) = await StartAsync();
        await using var context = Context(app);

        var view = Render(context, account);

        Assert.Equal(["Create Identity", "Invite & Assign", "Invite"], view.FindAll(".head button").Select(b => b.TextContent.Trim()));
        Assert.NotNull(view.Find("#btn-invite.btn-primary, #btn-invite-assign, #btn-create"));
        view.WaitForAssertion(() => Assert.NotNull(view.Find("#btn-add-user")));
    }

    [Fact]
    public async Task S25_The_tenant_page_creates_but_does_not_invite()
    {
        var (app, account) = await StartAsync();
        await using var context = Context(app);

        var view = Render(context, account, tenant: true);

        Assert.Equal(["Create Identity"], view.FindAll(".head button").Select(b => b.TextContent.Trim()));
        Assert.Empty(view.FindAll("#btn-add-user"));
    }

    [Fact]
    public async Task S34_The_page_shows_what_people_have_in_the_environment_of_the_switcher()
    {
        var (app, account) = await StartAsync();
        var grace = await app.AddPersonAsync(account, "Grace", "Liang", "grace@northpeak.example");
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, [Permissions.AccessRequest]), account.Production, grace.Id);

        Assert.NotEqual("No role yet", await RoleOfGraceAsync(account.Production));
        Assert.Equal("No role yet", await RoleOfGraceAsync(account.Development));

        async Task<string> RoleOfGraceAsync(WorkspaceChoice active)
        {
            await using var context = Context(app);
            var view = Render(context, account with { View = account.View with { Active = active } });
            view.WaitForElement(".users tbody a");
            return view.FindAll(".users tbody tr").Single(r => r.TextContent.Contains("Grace", StringComparison.Ordinal)).QuerySelector(".u-role")!.TextContent.Trim();
        }
    }

    [Fact]
    public async Task A59_Who_may_only_read_is_offered_nothing_to_change()
    {
        var (app, account) = await StartAsync();
        await using var context = Context(app);
        var reading = new HashSet<string> { Permissions.IdentityRead };
        var view = account.View with { Held = reading, HeldSomewhere = reading, IsOwner = false };

        var page = Render(context, account with { View = view });
        page.WaitForElement(".users tbody a");

        Assert.Empty(page.FindAll(".head button, #btn-add-user"));
        Assert.Equal(["Open"], await MenuOfAsync(page, account.Admin.Name));
    }

    [Fact]
    public async Task Rows_are_there_before_the_numbers_and_both_tabs_are_counted()
    {
        var (app, account) = await StartAsync();
        await app.SeedPeopleAsync(account, 60);
        await app.AddGroupsAsync(account, ["Retail leads"]);
        await using var context = Context(app);

        var view = Render(context, account);

        view.WaitForAssertion(() => Assert.Equal(["Users 61", "Groups 1"], view.FindAll("[role=tab]").Select(t => t.TextContent.Trim())));
        Assert.Equal(50, view.FindAll(".users tbody tr").Count);
        view.WaitForAssertion(() => Assert.Equal("1–50 of 61", view.Find(".foot .num").TextContent));
    }

    [Fact]
    public async Task U15_A_search_in_the_URL_is_in_the_box_and_narrows_the_list()
    {
        var (app, account) = await StartAsync();
        await app.AddPersonAsync(account, "Grace", "Liang", "grace@northpeak.example");
        await using var context = Context(app);
        Go(context, "access/identities?q=grace");

        var view = Render(context, account);

        view.WaitForAssertion(() => Assert.Equal(["Grace Liang"], view.FindAll(".users .u-name a").Select(a => a.TextContent)));
        Assert.Equal("grace", view.Find("input[aria-label='Search users']").GetAttribute("value"));
        view.WaitForAssertion(() => Assert.Equal("1–1 of 1 matching", view.Find(".foot .num").TextContent));
    }

    [Fact]
    public async Task U16_A_filter_is_a_chip_that_can_be_removed()
    {
        var (app, account) = await StartAsync();
        await app.AddPersonAsync(account, "Grace", "Liang", "grace@northpeak.example", PrincipalState.Suspended);
        await using var context = Context(app);
        Go(context, "access/identities?status=suspended");
        var view = Render(context, account);
        view.WaitForAssertion(() => Assert.Equal(["Grace Liang"], view.FindAll(".users .u-name a").Select(a => a.TextContent)));

        await view.InvokeAsync(() => view.Find("button[aria-label='Remove filter Status']").ClickAsync(new()));

        Assert.DoesNotContain("status", context.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        view.WaitForAssertion(() => Assert.Equal(2, view.FindAll(".users .u-name a").Count));
    }

    [Fact]
    public async Task U13_U14_No_results_names_the_search_and_offers_to_clear_or_to_invite()
    {
        var (app, account) = await StartAsync();
        await using var context = Context(app);
        Go(context, "access/identities?q=pat%40example.com&status=suspended");
        var view = Render(context, account);
        view.WaitForElement(".empty");

        Assert.Contains("Nobody matches “pat@example.com”", view.Find(".empty h2").TextContent, StringComparison.Ordinal);
        Assert.Contains("Among suspended people", view.Find(".empty p").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Clear filters", "Invite pat@example.com…"], view.FindAll(".empty button").Select(b => b.TextContent.Trim()));
        await view.InvokeAsync(() => view.Find(".empty button").ClickAsync(new()));

        view.WaitForAssertion(() => Assert.Single(view.FindAll(".users .u-name a")));
    }

    [Fact]
    public async Task U13_A_truly_empty_list_says_what_it_is_for()
    {
        var (_, account) = await StartAsync();
        await using var context = UiContext.Create();

        var empty = context.Render<NoUsers>(p => p.Add(c => c.Scope, Scope(account)).Add(c => c.Place, new DirectoryPlace()));

        Assert.Equal("No identities yet", empty.Find("h2").TextContent);
        Assert.Equal(["Invite", "Invite & Assign", "Create Identity"], empty.FindAll("button").Select(b => b.TextContent.Trim()));
        Assert.NotNull(empty.Find(".btn-primary"));
    }

    [Fact]
    public async Task A37_What_isnt_there_or_isnt_ours_is_gone_on_its_chip_and_matches_nobody()
    {
        var (app, account) = await StartAsync();
        var other = await app.AccountAsync("Northpeak");
        var foreign = await app.GroupAsync(other);
        await using var context = Context(app);
        Go(context, $"access/identities?group={foreign.Id}&role=nonsense&node={other.Production.RootNodeId}&a.none=1");

        var view = Render(context, account);

        view.WaitForElement(".empty");
        view.WaitForAssertion(() => Assert.Equal(["Group gone", "Role gone", "Node gone", "none gone"], view.FindAll(".chip-warn .chip-b").Select(c => c.TextContent.Trim())));
        Assert.Contains("A filter names something that isn’t here any more", view.Find(".empty p").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Clear filters"], view.FindAll(".empty button").Select(b => b.TextContent.Trim()));
    }

    [Fact]
    public async Task U22_The_sorted_column_says_so_and_a_second_click_turns_it_round()
    {
        var (app, account) = await StartAsync();
        await using var context = Context(app);
        var view = Render(context, account);
        view.WaitForElement(".users tbody a");
        Assert.Equal("ascending", view.Find("th.u-name").GetAttribute("aria-sort"));

        await view.InvokeAsync(() => view.Find("th.u-seen button").ClickAsync(new()));
        view.WaitForAssertion(() => Assert.Equal("descending", view.Find("th.u-seen").GetAttribute("aria-sort")));
        Assert.Null(view.Find("th.u-name").GetAttribute("aria-sort"));
        await view.InvokeAsync(() => view.Find("th.u-seen button").ClickAsync(new()));

        view.WaitForAssertion(() => Assert.Equal("ascending", view.Find("th.u-seen").GetAttribute("aria-sort")));
        Assert.EndsWith("?sort=seen", context.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PrincipalState.Active, "Suspend…")]
    [InlineData(PrincipalState.Suspended, "Activate")]
    [InlineData(PrincipalState.Deactivated, "Activate")]
    public async Task The_row_menu_follows_the_state(PrincipalState state, string act)
    {
        var (app, account) = await StartAsync();
        await app.AddPersonAsync(account, "Grace", "Liang", "grace@northpeak.example", state);
        await using var context = Context(app);
        var view = Render(context, account);
        view.WaitForElement(".users tbody a");

        IEnumerable<string> expected = state == PrincipalState.Active ? ["Open", "Add to group…", "Assign role…", "Reset password…", act, "Delete…"] : ["Open", "Add to group…", "Assign role…", act, "Delete…"];
        Assert.Equal(expected, await MenuOfAsync(view, "Grace Liang"));
    }

    [Fact]
    public async Task U70_Nobody_is_offered_to_suspend_or_delete_themselves()
    {
        var (app, account) = await StartAsync();
        await using var context = Context(app);
        var view = Render(context, account);
        view.WaitForElement(".users tbody a");

        Assert.Equal(["Open", "Add to group…", "Assign role…"], await MenuOfAsync(view, account.Admin.Name));
    }

    [Fact]
    public async Task U64_A_change_made_elsewhere_shows_without_a_reload()
    {
        var (app, account) = await StartAsync();
        await using var context = Context(app);
        var view = Render(context, account);
        view.WaitForElement(".users tbody a");

        await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(account.Production.ApplicationId), new NewIdentity("new@halden.example", "Brand", "New"), CancellationToken.None);

        view.WaitForAssertion(() => Assert.Contains("Brand New", view.Markup, StringComparison.Ordinal), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task U30_A_pending_invitation_is_listed_with_what_can_be_done()
    {
        var (app, account) = await StartAsync();
        await app.Service<InvitationService>().InviteAsync(account.Admin, account.Production.EnvironmentId, [new NewInvitation("pat@example.com", "Pat", "Lee")], CancellationToken.None);
        await using var context = Context(app);

        var view = Render(context, account);

        view.WaitForElement(".pend li");
        Assert.Contains("Pat Lee", view.Find(".pend li").TextContent, StringComparison.Ordinal);
        Assert.Contains("by Nora Lindqvist", view.Find(".pend li").TextContent, StringComparison.Ordinal);
        Assert.Contains("Expires in 7 days", view.Find(".pend-st").TextContent, StringComparison.Ordinal);
        Assert.Equal(["Resend to pat@example.com", "Copy link for pat@example.com", "More for pat@example.com"], view.FindAll(".pend-acts button").Select(b => b.GetAttribute("aria-label")));
    }

    [Fact]
    public async Task The_filter_Invited_shows_only_invitations()
    {
        var (app, account) = await StartAsync();
        await app.Service<InvitationService>().InviteAsync(account.Admin, account.Production.EnvironmentId, [new NewInvitation("pat@example.com")], CancellationToken.None);
        await using var context = Context(app);
        Go(context, "access/identities?status=invited");

        var view = Render(context, account);

        view.WaitForElement(".pend li");
        Assert.Empty(view.FindAll(".users"));
        Assert.Contains("Only people who haven’t accepted yet are shown", view.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invitation_says_first_what_keeps_it_from_arriving()
    {
        Assert.Equal(new InvitationWords(StatusKind.Wait, "Expires in 5 days", "Invited"), Words(days: 5));
        Assert.Equal(new InvitationWords(StatusKind.Due, "Expires tomorrow", "Invited"), Words(days: 1));
        Assert.Equal(new InvitationWords(StatusKind.Due, "Expires in 5 h", "Invited"), Words(days: 5 / 24.0));
        Assert.Equal(StatusKind.Off, Words(days: -1, status: InvitationStatus.Expired).Kind);
        Assert.Equal(new InvitationWords(StatusKind.Bad, "Not delivered: Mailbox unknown", "Invited"), Words(5, new MailDelivery(MailState.Failed, 1, "Mailbox unknown.")));
        Assert.Equal(StatusKind.Warn, Words(5, new MailDelivery(MailState.Queued, 2, "Connection refused")).Kind);
        Assert.Equal("Waiting to be sent", Words(5, new MailDelivery(MailState.Queued, 0, null)).Aside);
        Assert.Equal("Waiting to be sent", Words(5, new MailDelivery(MailState.Queued, 1, null)).Aside);
    }

    [Fact]
    public async Task S18_The_groups_tab_has_its_own_search_and_button()
    {
        var (app, account) = await StartAsync();
        await app.AddGroupsAsync(account, ["Retail leads"]);
        await using var context = Context(app);
        Go(context, "access/identities?tab=groups");

        var view = Render(context, account);

        view.WaitForAssertion(() => Assert.Equal(["Retail leads"], view.FindAll(".groups .u-name a").Select(a => a.TextContent)));
        Assert.NotNull(view.Find("#btn-create-group"));
        Assert.NotNull(view.Find("input[aria-label='Search groups']"));
    }

    [Fact]
    public async Task A_deep_link_opens_its_dialog_once_and_leaves_the_URL()
    {
        var (app, account) = await StartAsync();
        await using var context = Context(app);
        Go(context, "access/identities?open=no-such-dialog&q=nora");

        var view = Render(context, account);

        view.WaitForAssertion(() => Assert.EndsWith("/access/identities?q=nora", context.Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
    }

    private static InvitationWords Words(double days, MailDelivery? delivery = null, InvitationStatus status = InvitationStatus.Pending) => InvitationWords.For(
        new InvitationRow(Guid.Empty, "pat@example.com", "", null, status, Now.AddDays(days), Now.AddDays(-1), "Nora", delivery ?? new MailDelivery(MailState.Sent, 1, null)), Now);

    private static async Task<(TestApp App, TestAccount Account)> StartAsync()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        return (app, await app.AccountAsync());
    }

    private static BunitContext Context(TestApp app)
    {
        var context = UiContext.Create();
        context.Services.AddScoped<DirectoryDialogs>();
        context.Services.AddScoped<UserActions>();
        context.Services.AddScoped<GroupActions>();
        context.Services.AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>));
        Share<IdentityQueries>();
        Share<IdentityLifecycle>();
        Share<IdentityRestore>();
        Share<InvitationQueries>();
        Share<InvitationLifecycle>();
        Share<GroupQueries>();
        Share<GroupService>();
        Share<GroupLosses>();
        Share<AccessQueries>();
        Share<VisibleRoles>();
        Share<AttributeQueries>();
        Share<RecoveryService>();
        Share<ListPreferences>();
        Share<SavedViews>();
        Share<FilterNames>();
        Share<ChangeFeed>();
        Share<BulkQueries>();
        Share<BulkService>();
        Share<BulkPreviews>();
        return context;

        void Share<T>() where T : class => context.Services.AddSingleton(app.Service<T>());
    }

    private static DirectoryScope Scope(TestAccount account, bool tenant = false) =>
        new(new WorkspaceContext(account.Admin, account.View, _ => Task.CompletedTask, () => Task.CompletedTask), tenant);

    private static IRenderedComponent<IdentitiesView> Render(BunitContext context, TestAccount account, bool tenant = false)
    {
        var scope = Scope(account, tenant);
        context.RenderTree.TryAdd<CascadingValue<WorkspaceContext>>(p => p.Add(c => c.Value, scope.Workspace));
        return context.Render<IdentitiesView>(p => p.Add(c => c.Scope, scope).Add(c => c.Title, "Identities"));
    }

    private static void Go(BunitContext context, string uri) => context.Services.GetRequiredService<NavigationManager>().NavigateTo(uri);

    private static async Task<IReadOnlyList<string>> MenuOfAsync(IRenderedComponent<IdentitiesView> view, string name)
    {
        var id = view.Find($"button[aria-label='Actions for {name}']").GetAttribute("data-menu")!;
        await view.FindComponent<GridTable>().Instance.MenuFromScript(id);
        return [.. view.FindAll("[role=menuitem]").Select(i => i.TextContent.Trim())];
    }
}
