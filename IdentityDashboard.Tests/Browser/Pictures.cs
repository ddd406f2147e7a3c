using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Browser;

/// <summary>Not a check: takes the README's pictures from the running app when <c>scripts/screenshots</c> asks for it.</summary>
public sealed class Pictures
{
    private static readonly string[] InReadme = ["overview", "identities", "invite-assign"];

    private static readonly (string Name, string Path, string? Dialog)[] Shown =
    [
        ("overview", "/?guide=1", null), ("identities", "/access/identities", null), ("groups", "/access/identities?tab=groups", null), ("tenant", "/tenant/identities", null),
        ("applications", "/tenant/applications", null), ("hierarchy", "/access/hierarchy", null), ("roles", "/access/roles", null), ("permissions", "/access/roles?tab=permissions", null),
        ("who-can", "/access/who-can?permission=identity.read", null), ("flows", "/access/flows", null), ("requests", "/access/requests", null), ("api-keys", "/access/api-keys", null), ("my-access", "/my-access", null),
        ("audit", "/audit", null), ("settings", "/settings", null), ("account", "/account", null), ("mail", "/dev/mail", null),
        ("invite", "/access/identities?open=invite", "Invite"), ("invite-assign", "/access/identities?open=invite-assign", "Invite & Assign"),
        ("create", "/access/identities?open=create", "Create Identity"), ("create-group", "/access/identities?open=create-group", "Create Group"),
        ("profile", "/access/identities?open=profile", "Profile"), ("invite-user", "/access/identities?open=invite-user", "Invite User"),
    ];

    [Fact(Explicit = true)]
    public async Task Pictures_of_every_page_wide_and_narrow_light_and_dark()
    {
        var folder = Environment.GetEnvironmentVariable("SCREENSHOTS_TO")!;
        var all = Environment.GetEnvironmentVariable("SCREENSHOTS_ALL") is { Length: > 0 };
        await using var app = await TestApp.StartAsync();
        await using var setup = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await setup.DoAsync(page => page.SetUpAsync(app));
        await Seed.PeopleAsync(app);
        if (all)
        {
            await Seed.NodesAsync(app);
            await Seed.FlowsAsync(app);
            await Seed.KeysAsync(app);
        }

        var link = await Seed.InvitationLinkAsync(app);
        var state = await setup.Page.Context.StorageStateAsync();

        foreach (var (width, scheme) in Sizes(all))
        {
            await using var context = await setup.Page.Context.Browser!.NewContextAsync(new()
            {
                BaseURL = app.Url, StorageState = state, ViewportSize = new() { Width = width, Height = width > 1000 ? 900 : 844 }, ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce,
            });
            var page = await context.NewPageAsync();
            var details = (await Seed.DetailPagesAsync(app)).Select(path => ($"detail-{path.Split('=')[^1].Split('/')[1..].LastOrDefault() ?? path.Split('=')[^1]}", path, (string?)null));
            foreach (var (name, path, dialog) in all ? Shown.Concat(details) : Shown.Where(shown => InReadme.Contains(shown.Name)))
            {
                await page.GotoAsync(path);
                await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
                if (dialog is not null) await page.OpenDialog(dialog).WaitForAsync();
                await page.Locator("[aria-busy=true]").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
                await page.ScreenshotAsync(new() { Path = Path.Combine(folder, all ? $"{name}-{width}-{scheme}.png" : $"{name}.png") });
            }

            if (!all) continue;
            await using var visitor = await setup.Page.Context.Browser!.NewContextAsync(new() { BaseURL = app.Url, ViewportSize = new() { Width = width, Height = 900 }, ColorScheme = scheme });
            var open = await visitor.NewPageAsync();
            foreach (var (name, path) in new[] { ("sign-in", "/sign-in"), ("forgot", "/forgot-password"), ("accept", link), ("dead-link", "/invitations/accept/unknown") })
            {
                await open.GotoAsync(path);
                await open.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{width}-{scheme}.png") });
            }
        }
    }

    private static (int Width, ColorScheme Scheme)[] Sizes(bool all) => all
        ? [(1440, ColorScheme.Light), (1440, ColorScheme.Dark), (390, ColorScheme.Light), (390, ColorScheme.Dark)]
        : [(1440, ColorScheme.Light)];
}
