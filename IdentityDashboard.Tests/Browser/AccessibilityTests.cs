using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Browser;

/// <summary>U74: axe on every page and every open dialog, light and dark, wide and on a phone.</summary>
public sealed class AccessibilityTests
{
    private static readonly string[] Pages = ["/", "/access/identities", "/access/identities?tab=groups", "/access/hierarchy", "/access/hierarchy?q=retail&archived=1", "/access/roles", "/access/roles?tab=permissions", "/access/who-can?permission=identity.read", "/access/flows", "/access/requests", "/access/api-keys?ended=1", "/access/import", "/access/import?mode=create", "/tenant/import", "/imports", "/my-access", "/tenant/identities", "/tenant/applications", "/audit", "/settings", "/account", "/dev/mail"];

    private static readonly (string Open, string Title)[] Dialogs =
    [
        ("invite", "Invite"), ("invite-assign", "Invite & Assign"), ("create", "Create Identity"), ("create-group", "Create Group"), ("profile", "Profile"), ("invite-user", "Invite User"),
    ];

    [Fact]
    public async Task U74_U79_Nothing_serious_on_any_page_or_dialog()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900, ColorScheme = ColorScheme.Light });

        await browser.DoAsync(async page =>
        {
            await page.GotoAsync("/setup");
            await Axe.AssertAccessibleAtBothWidthsAsync(page);
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await Seed.AttributesAsync(app);
            await Seed.NodesAsync(app);
            await Seed.FlowsAsync(app);
            await Seed.KeysAsync(app);
            foreach (var path in Pages.Concat(await Seed.DetailPagesAsync(app)))
            {
                await page.GotoAsync(path);
                await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
                await page.Locator("[aria-busy=true]").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
                await Axe.AssertAccessibleAtBothWidthsAsync(page);
            }

            foreach (var (open, title) in Dialogs)
            {
                await page.GotoAsync($"/access/identities?open={open}");
                await page.OpenDialog(title).WaitForAsync();
                await Axe.AssertAccessibleAtBothWidthsAsync(page);
            }
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U74_Nothing_serious_on_the_pages_before_sign_in()
    {
        await using var app = await TestApp.StartAsync();
        await using var admin = await Support.Browser.NewPageAsync(app.Url);
        await admin.DoAsync(page => page.SetUpAsync(app));
        var link = await Seed.InvitationLinkAsync(app);
        await using var browser = await Support.Browser.NewPageAsync(app.Url);

        await browser.DoAsync(async page =>
        {
            foreach (var path in new[] { "/sign-in", "/forgot-password", link, "/invitations/accept/unknown", "/reset-password/unknown" })
            {
                await page.GotoAsync(path);
                await Axe.AssertAccessibleInBothSchemesAsync(page);
            }
        });
    }
}
