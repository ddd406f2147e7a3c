using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Support;

/// <summary>The axe-core accessibility check.</summary>
internal static class Axe
{
    /// <summary>Fails on serious and critical findings; writes lesser ones to the test's output.</summary>
    public static async Task AssertAccessibleAsync(IPage page)
    {
        var findings = (await page.RunAxe()).Violations.ToLookup(finding => finding.Impact is "serious" or "critical");

        foreach (var lesser in findings[false]) TestContext.Current.TestOutputHelper?.WriteLine(Describe(lesser));
        var grave = string.Join('\n', findings[true].Select(Describe));
        if (grave.Length > 0) Assert.Fail($"axe found barriers at {page.Url}:\n{grave}");
    }

    private static string Describe(AxeResultItem finding)
    {
        var targets = finding.Nodes.Select(node => $"  at {node.Target}: {node.Html}");
        return $"{finding.Impact} {finding.Id}: {finding.Help} ({finding.HelpUrl})\n{string.Join('\n', targets)}";
    }
}
