using IdentityDashboard.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Browser;

/// <summary>The pages for those who read from the right, by keyboard, without colours of ours, without motion, or on paper.</summary>
public sealed class LayoutTests
{
    private const string Covered =
        """
        () => {
            const focused = document.activeElement;
            if (!focused || focused === document.body) return "";
            const box = focused.getBoundingClientRect();
            if (box.width < 2 || box.height < 2) return "";
            const points = [[.5, .5], [.1, .2], [.9, .8]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]);
            const free = points.some(([x, y]) => {
                const top = document.elementFromPoint(x, y);
                return top && (focused.contains(top) || top.contains(focused) && !top.matches("html, body") || top.labels?.length || top.closest("label")?.contains(focused));
            });
            return free ? "" : `${focused.tagName} ${focused.getAttribute("aria-label") ?? focused.textContent.trim().slice(0, 40)} at ${Math.round(box.top)}`;
        }
        """;

    private static readonly string[] Pages = ["/", "/access/identities", "/access/identities?tab=groups", "/tenant/identities", "/audit", "/settings", "/account"];

    [Fact]
    public async Task U76_The_focus_is_never_covered()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1280, Height = 560 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await page.GotoAsync("/access/identities");
            await page.Link("Pat Lee").WaitForAsync();
            if (await page.GetByRole(AriaRole.Row).GetByRole(AriaRole.Checkbox).CountAsync() > 1) await page.GetByRole(AriaRole.Row).GetByRole(AriaRole.Checkbox).Nth(1).CheckAsync();
            await page.Locator("#main").FocusAsync();
            foreach (var key in new[] { "Tab", "Shift+Tab" })
            {
                for (var i = 0; i < 60; i++)
                {
                    await page.Keyboard.PressAsync(key);
                    Assert.Equal("", await page.EvaluateAsync<string>(Covered));
                }
            }
        });
    }

    [Fact]
    public async Task U78_The_layout_mirrors_for_scripts_from_the_right()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.AddInitScriptAsync("document.addEventListener('DOMContentLoaded', () => document.documentElement.dir = location.pathname === '/setup' ? 'ltr' : 'rtl')");
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            foreach (var width in new[] { 1440, 390 })
            {
                await page.SetViewportSizeAsync(width, 900);
                foreach (var path in Pages)
                {
                    await page.GotoAsync(path);
                    await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
                    Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} scrolls sideways at {width} px");
                    if (width > 900) Assert.True((await page.Locator("#navigation").BoundingBoxAsync())!.X > (await page.Locator("#main").BoundingBoxAsync())!.X, path);
                }

                await page.Keyboard.PressAsync("Control+k");
                var palette = (await page.OpenDialog("Search or jump to").BoundingBoxAsync())!;
                Assert.InRange(palette.X, 0, width - palette.Width);
            }
        });
        // The script of this test isn't let into the preview of a mail.
        browser.AssertNoConsoleErrors("Blocked script execution in 'about:srcdoc'");
    }

    [Fact]
    public async Task U79_Forced_colours_and_reduced_motion_leave_everything_usable()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.EmulateMediaAsync(new() { ForcedColors = ForcedColors.Active, ReducedMotion = ReducedMotion.Reduce });
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            foreach (var path in Pages)
            {
                await page.GotoAsync(path);
                await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).WaitForAsync();
                await page.Locator("[aria-busy=true]").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
                await Axe.AssertAccessibleAsync(page);
            }

            await page.GotoAsync("/access/identities?open=invite");
            await page.OpenDialog("Invite").WaitForAsync();
            Assert.Equal(0, await page.EvaluateAsync<int>("document.getAnimations().length"));
            await Axe.AssertAccessibleAsync(page);
        });
        browser.AssertNoConsoleErrors();
    }

    [Fact]
    public async Task U80_Printing_leaves_the_frame_out()
    {
        await using var app = await TestApp.StartAsync();
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await Seed.PeopleAsync(app);
            await page.GotoAsync("/access/identities?guide=1");
            await page.Link("Amara Okafor").WaitForAsync();
            await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Setup Guide" })).ToBeVisibleAsync();

            await page.EmulateMediaAsync(new() { Media = Media.Print });

            await Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Main" })).ToBeHiddenAsync();
            await Expect(page.GetByRole(AriaRole.Banner)).ToBeHiddenAsync();
            await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Setup Guide" })).ToBeHiddenAsync();
            await Expect(page.Field("Search users")).ToBeHiddenAsync();
            await Expect(page.Button("Invite")).ToBeHiddenAsync();
            await Expect(page.Link("Amara Okafor")).ToBeVisibleAsync();
            await Expect(page.Heading("Identities")).ToBeVisibleAsync();
        });
    }
}
