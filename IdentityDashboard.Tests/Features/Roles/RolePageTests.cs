using Bunit;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Roles;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Roles;

public sealed class RolePageTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Ct => Xunit.TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bar_says_what_saving_comes_to_and_saving_writes_it()
    {
        var (app, account, id) = await StartAsync([Permissions.IdentityRead]);
        await app.AssignAsync(account, id, account.Production, (await app.PersonAsync(account)).Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, id);
        Assert.Empty(shown.FindAll(".save-bar"));

        Tick(shown, "invoice.read", true);
        Tick(shown, Permissions.AuditRead, true);
        Tick(shown, Permissions.IdentityRead, false);

        shown.WaitForAssertion(() => Assert.Equal("2 added, 1 removed · affects 1 person", shown.Find(".save-bar .n").TextContent), Patience);
        await shown.InvokeAsync(() => shown.Button("Save").Click());
        shown.WaitForAssertion(() => Assert.Empty(shown.FindAll(".save-bar")), Patience);
        var keys = await app.QueryAsync(db => db.Permissions.Where(p => db.RolePermissions.Any(r => r.RoleId == id && r.PermissionId == p.Id)).Select(p => p.Key).Order().ToListAsync(Ct));
        Assert.Equal([Permissions.AuditRead, "invoice.read"], keys);
    }

    [Fact]
    public async Task Discard_puts_every_tick_back()
    {
        var (app, account, id) = await StartAsync([Permissions.IdentityRead]);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, id);
        Tick(shown, "invoice.read", true);

        shown.WaitForElement(".save-bar", Patience);
        await shown.InvokeAsync(() => shown.Button("Discard").Click());

        Assert.Empty(shown.FindAll(".save-bar"));
        Assert.False(shown.Find("[aria-label='invoice.read']").HasAttribute("checked"));
    }

    [Fact]
    public async Task U39_Power_over_access_is_named_before_it_goes_into_a_role()
    {
        var (app, account, id) = await StartAsync([]);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, id);

        Tick(shown, Permissions.AssignmentManage, true);
        shown.WaitForElement(".save-bar", Patience);
        await shown.InvokeAsync(() => shown.Button("Save").Click());
        page.Host.WaitForAssertion(() => Assert.Contains("Give and take roles", page.Host.Find(".cons").TextContent, StringComparison.Ordinal), Patience);
        await page.Host.InvokeAsync(() => page.Host.Button("Cancel").Click());

        Assert.False(await app.QueryAsync(db => db.RolePermissions.AnyAsync(p => p.RoleId == id, Ct)));
    }

    [Fact]
    public async Task Admin_keeps_the_dashboards_keys_and_takes_the_applications()
    {
        var (app, account, _) = await StartAsync([]);
        await using var page = await PageContext.Async(app, account);

        var shown = Open(page, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin));

        Assert.True(shown.Find("[aria-label='identity.read']").HasAttribute("disabled"));
        Assert.False(shown.Find("[aria-label='invoice.read']").HasAttribute("disabled"));
        Assert.Empty(shown.FindAll("header.id button"));
    }

    [Fact]
    public async Task Who_may_not_change_it_sees_it_and_why()
    {
        var (app, account, id) = await StartAsync([Permissions.AuditRead]);
        var manager = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.RoleManage]);
        await using var page = await PageContext.Async(app, account, manager);

        var shown = Open(page, id);

        Assert.All(shown.FindAll(".matrix input"), box => Assert.True(box.HasAttribute("disabled")));
        Assert.Contains("every permission in it", shown.Find(".note").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_it_is_listed_with_place_and_end()
    {
        var (app, account, id) = await StartAsync([]);
        var pat = await app.PersonAsync(account);
        await app.AssignAsync(account, id, account.Production, pat.Id, node: await app.NodeAsync(account, account.Production, "EMEA"), to: new DateTimeOffset(2040, 5, 1, 9, 0, 0, TimeSpan.Zero));
        await using var page = await PageContext.Async(app, account);

        var text = Open(page, id).Find("aside").TextContent;

        Assert.Contains("Pat Lee", text, StringComparison.Ordinal);
        Assert.Contains("at EMEA · Until 1 May 2040, 09:00 UTC", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_role_in_use_says_so_instead_of_asking()
    {
        var (app, account, id) = await StartAsync([]);
        await app.AssignAsync(account, id, account.Production, (await app.PersonAsync(account)).Id);
        await using var page = await PageContext.Async(app, account);
        var shown = Open(page, id);

        await shown.InvokeAsync(() => shown.Button("More actions").Click());
        await shown.InvokeAsync(() => shown.Find("[role=menuitem]").Click());

        page.Host.WaitForAssertion(() => Assert.Contains("1 person has it", page.Host.Find(".toasts").TextContent, StringComparison.Ordinal), Patience);
    }

    [Fact]
    public async Task Another_accounts_role_isnt_here()
    {
        var (app, account, _) = await StartAsync([]);
        var other = await app.AccountAsync("Other");
        await using var page = await PageContext.Async(app, account);

        var shown = page.Open<RolePage>("/access/roles/x", await app.RoleNamedAsync(other.Production, BuiltInRoles.Admin));

        shown.WaitForAssertion(() => Assert.Equal("This role isn't here any more.", shown.Find("h2").TextContent), Patience);
    }

    private static void Tick(IRenderedComponent<RolePage> shown, string key, bool on) => shown.Find($"[aria-label='{key}']").Change(on);

    private static IRenderedComponent<RolePage> Open(PageContext page, Guid id)
    {
        var shown = page.Open<RolePage>($"/access/roles/{id}", id);
        shown.WaitForElement("h1", Patience);
        return shown;
    }

    private static async Task<(TestApp App, TestAccount Account, Guid Role)> StartAsync(IReadOnlyList<string> keys)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.Service<PermissionService>().CreateResourceAsync(account.Admin, account.Production.EnvironmentId, "invoice", PermissionKey.UsualActions, Ct);
        return (app, account, await app.RoleAsync(account, account.Production, keys));
    }
}
