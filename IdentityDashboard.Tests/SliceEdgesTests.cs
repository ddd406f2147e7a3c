using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace IdentityDashboard.Tests;

/// <summary>Who may use whom. The table is the design: a new edge is a line here, and circles can't be written down.</summary>
public sealed partial class SliceEdgesTests
{
    /// <summary>From bottom to top: a feature uses only features listed before it, and of those only the ones it names.</summary>
    private static readonly (string Feature, string[] Uses)[] Allowed =
    [
        ("Audit", []),
        ("Access", ["Audit"]),
        ("Attributes", ["Access", "Audit"]),
        ("Mail", ["Access", "Audit"]),
        ("Lifecycle", ["Access", "Audit", "Mail"]),
        ("Credentials", ["Access", "Audit", "Lifecycle", "Mail"]),
        ("Groups", ["Access", "Audit"]),
        ("AccessRequests", ["Access", "Audit", "Groups", "Lifecycle", "Mail"]),
        ("Identities", ["Access", "Attributes", "Audit", "Credentials", "Groups", "Lifecycle"]),
        ("ApiKeys", ["Access", "Audit", "Credentials", "Lifecycle"]),
        ("Invitations", ["Access", "Attributes", "Audit", "Credentials", "Groups", "Identities", "Mail"]),
        ("Import", ["Access", "Attributes", "Audit", "Credentials", "Groups", "Identities", "Invitations"]),
        ("Workspace", ["Access", "ApiKeys", "Audit", "Credentials", "Identities", "Mail"]),
        ("Bulk", ["Access", "Audit", "Groups", "Identities", "Invitations"]),
        ("Hierarchy", ["Access", "Audit", "Bulk"]),
        ("Roles", ["Access", "Audit", "Bulk"]),
        ("SignIn", ["Credentials", "Identities", "Invitations", "Workspace"]),
        ("Directory", ["Access", "Attributes", "Audit", "Bulk", "Credentials", "Groups", "Identities", "Invitations", "Mail", "Workspace"]),
        ("MyAccount", ["Access", "Audit", "Credentials", "Groups"]),
        ("SetupGuide", ["Access", "Identities", "Invitations", "Workspace"]),
        ("Settings", ["Access", "Attributes", "Audit", "Credentials", "Invitations", "Lifecycle", "Mail", "Workspace"]),
        ("Palette", ["Access", "Groups", "Identities"]),
        ("Overview", ["Access", "AccessRequests", "Audit", "Groups", "Identities", "Invitations", "Mail", "SetupGuide"]),
    ];

    [Fact]
    public void Features_use_only_what_the_table_allows()
    {
        var table = Allowed.ToDictionary(a => a.Feature, a => a.Uses, StringComparer.Ordinal);

        var forbidden = Uses().Where(u => !table.TryGetValue(u.From, out var uses) || !uses.Contains(u.To)).Select(u => $"{u.From} -> {u.To} in {u.File}");

        Assert.Empty(forbidden);
    }

    [Fact]
    public void The_table_names_only_edges_that_exist()
    {
        var real = Uses().Select(u => (u.From, u.To)).ToHashSet();

        var idle = Allowed.SelectMany(a => a.Uses.Select(to => (From: a.Feature, To: to))).Where(edge => !real.Contains(edge));

        Assert.Empty(idle);
    }

    [Fact]
    public void There_are_no_circles()
    {
        var order = Allowed.Select(a => a.Feature).ToList();

        var upward = Allowed.SelectMany(a => a.Uses.Where(to => order.IndexOf(to) >= order.IndexOf(a.Feature)).Select(to => $"{a.Feature} -> {to}"));

        Assert.Empty(upward);
    }

    [Theory, InlineData("Platform"), InlineData("Ui")]
    public void The_ground_floor_imports_no_feature(string folder)
    {
        var features = Files(Path.Combine(Root(), folder)).Where(f => Reference().IsMatch(File.ReadAllText(f)));

        Assert.Empty(features);
    }

    private static IEnumerable<(string From, string To, string File)> Uses()
    {
        var features = Path.Combine(Root(), "Features");
        foreach (var folder in Directory.GetDirectories(features))
        {
            var from = Path.GetFileName(folder);
            foreach (var file in Files(folder))
            {
                var found = Reference().Matches(File.ReadAllText(file)).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal);
                foreach (var to in found.Where(to => to != from)) yield return (from, to, Path.GetRelativePath(features, file));
            }
        }
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => f.EndsWith(".cs", StringComparison.Ordinal) || f.EndsWith(".razor", StringComparison.Ordinal));

    private static string Root([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "IdentityDashboard"));

    [GeneratedRegex(@"IdentityDashboard\.Features\.(?<name>\w+)|(?<![\w.])Features\.(?<name>\w+)\.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Reference();
}
