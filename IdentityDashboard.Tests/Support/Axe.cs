using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Support;

/// <summary>The axe-core accessibility check.</summary>
internal static class Axe
{
    private static readonly string Source = new BundledAxeScriptProvider().GetScript();

    /// <summary>
    /// Fails on serious and critical findings; writes lesser ones to the test's output. Frames are left out: a sandboxed
    /// one runs no script, and axe would wait for its answer for ever.
    /// </summary>
    public static async Task AssertAccessibleAsync(IPage page)
    {
        if (!await page.EvaluateAsync<bool>("() => typeof axe === \"object\"")) await page.EvaluateAsync(Source);
        await SettleAsync(page);
        await AssertAsync(page, """{ rules: { "target-size": { enabled: true } } }""");
    }

    /// <summary>All rules in the light scheme the page is in, then once more in the dark one what colours decide: contrast.</summary>
    public static async Task AssertAccessibleInBothSchemesAsync(IPage page)
    {
        await AssertAccessibleAsync(page);
        const string background = "() => getComputedStyle(document.documentElement).backgroundColor + getComputedStyle(document.body).backgroundColor";
        var light = await page.EvaluateAsync<string>(background);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await SettleAsync(page);
        Assert.NotEqual(light, await page.EvaluateAsync<string>(background));
        await AssertAsync(page, """{ runOnly: ["color-contrast", "link-in-text-block"] }""");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }

    /// <summary>
    /// In both schemes on a desk and on a phone. One page does for both: only style sheets ask for the width, so it is the
    /// same one as if it had been loaded on a phone.
    /// </summary>
    public static async Task AssertAccessibleAtBothWidthsAsync(IPage page)
    {
        foreach (var width in new[] { 390, 1440 })
        {
            await page.SetViewportSizeAsync(width, 900);
            await SettleAsync(page);
            await AssertAccessibleInBothSchemesAsync(page);
        }
    }

    /// <summary>What fades in has another contrast until it is there, so it is put at its end. What turns for ever turns on.</summary>
    private static async Task SettleAsync(IPage page) =>
        await page.EvaluateAsync("() => document.getAnimations().filter(a => a.effect?.getComputedTiming().endTime < Infinity).forEach(a => a.finish())");

    private static async Task AssertAsync(IPage page, string options)
    {
        var found = await page.EvaluateAsync<JsonElement>(
            $$"""
            async () => (await axe.run(document, { iframes: false, resultTypes: ["violations"], ...{{options}} })).violations.map(v => ({
                impact: v.impact, id: v.id, help: v.help, nodes: v.nodes.map(n => `${n.target}: ${n.html}`) }))
            """);

        var findings = found.EnumerateArray().ToLookup(finding => finding.GetProperty("impact").GetString() is "serious" or "critical");
        foreach (var lesser in findings[false]) TestContext.Current.TestOutputHelper?.WriteLine(Describe(lesser));
        var grave = string.Join('\n', findings[true].Select(Describe));
        if (grave.Length > 0) Assert.Fail($"axe found barriers at {page.Url}, {page.ViewportSize?.Width} pixels wide:\n{grave}");
    }

    private static string Describe(JsonElement finding) =>
        $"{finding.GetProperty("impact")} {finding.GetProperty("id")}: {finding.GetProperty("help")}\n{string.Join('\n', finding.GetProperty("nodes").EnumerateArray().Select(node => $"  at {node}"))}";
}
