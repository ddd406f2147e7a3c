using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Palette;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Palette;

public sealed class PaletteServiceTests
{
    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U1_A_part_of_a_name_or_address_finds_people_and_groups(Database database)
    {
        var (app, account) = await StartAsync(database);
        var anita = await app.PersonAsync(account, "Anita", "Singh", $"a.singh.{Guid.NewGuid():N}@halden.example");
        await app.PersonAsync(account, "Hugo", "Salinas");
        var gone = await app.PersonAsync(account, "Anita", "Gone");
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, gone.Id, Ct);
        var group = await app.GroupAsync(account, anita.Id);

        Assert.Equal(["Anita Singh"], await TitlesAsync(app, account, "anita", PaletteKind.Person));
        Assert.Equal(["Anita Singh"], await TitlesAsync(app, account, "SING", PaletteKind.Person));
        Assert.Equal(["Anita Singh"], await TitlesAsync(app, account, "a.singh", PaletteKind.Person));
        Assert.Equal(["Anita Singh"], await TitlesAsync(app, account, "an", PaletteKind.Person));
        Assert.Equal([group.Name], await TitlesAsync(app, account, group.Name[4..20], PaletteKind.Group));
        Assert.Empty(await TitlesAsync(app, account, "100%", PaletteKind.Person));
        Assert.Empty((await app.Service<PaletteService>().SearchAsync(await WorkspaceAsync(app, account.Admin), new string('a', 201), Ct)).Sections);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U1_Names_that_begin_so_come_first_and_eight_are_enough(Database database)
    {
        var (app, account) = await StartAsync(database);
        for (var i = 0; i < 9; i++) await app.PersonAsync(account, $"Eva {(char)('A' + i)}", "Retva");
        await app.PersonAsync(account, "Vanessa", "Evans");

        var found = await TitlesAsync(app, account, "eva", PaletteKind.Person);

        Assert.Equal(8, found.Count);
        Assert.Equal("Eva A Retva", found[0]);
        Assert.Equal(["Vanessa Evans"], await TitlesAsync(app, account, "vans", PaletteKind.Person));
    }

    [Fact]
    public async Task U1_What_is_named_so_comes_before_people_and_what_has_to_do_with_it_after_them()
    {
        var (app, account) = await StartAsync(Database.Sqlite);
        await app.PersonAsync(account, "Anita", "Light");
        await app.PersonAsync(account, "Inva", "Invitto");
        var palette = app.Service<PaletteService>();
        var workspace = await WorkspaceAsync(app, account.Admin);

        Assert.Equal(["Actions", "People", "Pages"], (await palette.SearchAsync(workspace, "invit", Ct)).Sections.Select(s => s.Title));
        Assert.Equal(["People", "Actions"], (await palette.SearchAsync(workspace, "light", Ct)).Sections.Select(s => s.Title));
        Assert.Equal(["People"], (await palette.SearchAsync(workspace, "an", Ct)).Sections.Select(s => s.Title));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Nobody_finds_more_than_they_may_open(Database database)
    {
        var (app, account) = await StartAsync(database);
        var other = await app.AccountAsync("Other");
        await app.PersonAsync(account, "Anita", "Singh");
        await app.PersonAsync(other, "Anita", "Stranger");
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead]);
        var nobody = await app.ActorAsync(account, [Permissions.AuditRead]);

        Assert.Equal(["Anita Singh"], await TitlesAsync(app, reader, "anita", PaletteKind.Person));
        Assert.Empty(await TitlesAsync(app, nobody, "anita", PaletteKind.Person));
        Assert.Equal(["Anita Stranger"], await TitlesAsync(app, other.Admin, "anita", PaletteKind.Person));
        Assert.Empty(await TitlesAsync(app, reader, "invite", PaletteKind.Action));
        Assert.Empty(await TitlesAsync(app, reader, "settings", PaletteKind.Page));
        Assert.Contains("Audit", await TitlesAsync(app, nobody, "log", PaletteKind.Page));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_was_opened_last_is_asked_for_again_before_it_is_shown(Database database)
    {
        var (app, account) = await StartAsync(database);
        var anita = await app.PersonAsync(account, "Anita", "Singh");
        var gone = await app.PersonAsync(account, "Hugo", "Salinas");
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, gone.Id, Ct);
        var stranger = await app.PersonAsync(await app.AccountAsync("Other"), "Pat", "Stranger");

        var answer = await app.Service<PaletteService>().BeginAsync(await WorkspaceAsync(app, account.Admin),
            ["page:settings-mail", $"person:{gone.Id}", $"person:{stranger.Id}", "person:x'--", "action:nothing", $"person:{anita.Id}"], Ct);

        Assert.Equal(["Recent", "Actions", "Pages"], answer.Sections.Select(s => s.Title));
        Assert.Equal(["Mail settings", "Anita Singh"], answer.Sections[0].Items.Select(i => i.Title));
        Assert.DoesNotContain("Mail settings", answer.Sections[2].Items.Select(i => i.Title));
    }

    [Theory]
    [InlineData("smtp", "Mail settings")]
    [InlineData("email server", "Mail settings")]
    [InlineData("password rules", "Password policy")]
    [InlineData("users", "Identities")]
    [InlineData("log", "Audit")]
    [InlineData("teams", "Groups")]
    [InlineData("profile", "My account")]
    public async Task U1_Pages_are_found_by_the_words_people_use(string text, string page)
    {
        var (app, account) = await StartAsync(Database.Sqlite);

        Assert.Contains(page, await TitlesAsync(app, account, text, PaletteKind.Page));
    }

    [Fact]
    public async Task U1_Every_link_of_the_navigation_is_a_page_or_action_of_the_palette()
    {
        var (app, account) = await StartAsync(Database.Sqlite);
        var workspace = await WorkspaceAsync(app, account.Admin);
        await using var bunit = IdentityDashboard.Tests.Ui.UiContext.Create();
        bunit.RenderTree.Add<Microsoft.AspNetCore.Components.CascadingValue<WorkspaceContext>>(p => p.Add(c => c.Value, workspace));
        var links = bunit.Render<IdentityDashboard.Shell.NavMenu>().FindAll("nav a").Select(a => a.GetAttribute("href")).ToList();

        var offered = (await app.Service<PaletteService>().BeginAsync(workspace, [], Ct)).Sections.SelectMany(s => s.Items).Select(i => i.Href);

        Assert.NotEmpty(links);
        Assert.Empty(links.Except(offered));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U3_Single_keys_stay_off_until_turned_on_again(Database database)
    {
        var (app, account) = await StartAsync(database);
        var workspaces = app.Service<WorkspaceService>();

        await workspaces.UseSingleKeysAsync(account.Admin, use: false, Ct);
        Assert.True((await workspaces.GetAsync(account.Admin, Ct)).NoSingleKeys);
        await workspaces.UseSingleKeysAsync(account.Admin, use: true, Ct);
        Assert.False((await workspaces.GetAsync(account.Admin, Ct)).NoSingleKeys);
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync());
    }

    private static async Task<WorkspaceContext> WorkspaceAsync(TestApp app, Actor actor) =>
        new(actor, await app.Service<WorkspaceService>().GetAsync(actor, Ct), _ => Task.CompletedTask, () => Task.CompletedTask);

    private static Task<IReadOnlyList<string>> TitlesAsync(TestApp app, TestAccount account, string text, PaletteKind kind) => TitlesAsync(app, account.Admin, text, kind);

    private static async Task<IReadOnlyList<string>> TitlesAsync(TestApp app, Actor actor, string text, PaletteKind kind)
    {
        var answer = await app.Service<PaletteService>().SearchAsync(await WorkspaceAsync(app, actor), text, Ct);
        return [.. answer.Sections.SelectMany(s => s.Items).Where(i => i.Kind == kind).Select(i => i.Title)];
    }
}
