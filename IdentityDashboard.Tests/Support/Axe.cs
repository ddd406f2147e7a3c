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
        await page.EvaluateAsync(Source);
        var found = await page.EvaluateAsync<JsonElement>(
            """
            async () => (await axe.run(document, { iframes: false, resultTypes: ["violations"], rules: { "target-size": { enabled: true } } })).violations.map(v => ({
                impact: v.impact, id: v.id, help: v.help, nodes: v.nodes.map(n => `${n.target}: ${n.html}`) }))
            """);

        var findings = found.EnumerateArray().ToLookup(finding => finding.GetProperty("impact").GetString() is "serious" or "critical");
        foreach (var lesser in findings[false]) TestContext.Current.TestOutputHelper?.WriteLine(Describe(lesser));
        var grave = string.Join('\n', findings[true].Select(Describe));
        if (grave.Length > 0) Assert.Fail($"axe found barriers at {page.Url}:\n{grave}");
    }

    private static string Describe(JsonElement finding) =>
        $"{finding.GetProperty("impact")} {finding.GetProperty("id")}: {finding.GetProperty("help")}\n{string.Join('\n', finding.GetProperty("nodes").EnumerateArray().Select(node => $"  at {node}"))}";
}
