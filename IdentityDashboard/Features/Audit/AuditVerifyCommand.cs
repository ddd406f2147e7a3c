using System.Globalization;
using IdentityDashboard.Features.Audit.Chain;
using IdentityDashboard.Platform.Commands;

namespace IdentityDashboard.Features.Audit;

/// <summary>Checks the chain: a line for each finding, then a summary. Exit code 0 intact, 1 not, 2 wrong usage.</summary>
internal sealed class AuditVerifyCommand(ChainVerifier verifier) : ICommand
{
    private const string Expect = "--expect";

    public string Words => "audit verify";

    public string Options => $"[{Expect} HASH]";

    public string Summary => "Finds every entry of the audit that was altered, deleted, inserted or moved. HASH is an anchor noted earlier.";

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandOutput output, CancellationToken ct)
    {
        if (arguments is not ([] or [Expect, _])) return CommandLine.WrongUsage;
        var expected = arguments is [_, var text] ? Read(text) : null;
        if (arguments.Count > 0 && expected is null)
        {
            await output.Error.WriteLineAsync("An anchor has 64 hexadecimal digits.");
            return CommandLine.WrongUsage;
        }

        var verdict = await verifier.VerifyAsync(expected, output.Out.WriteLine, ct);
        await SummariseAsync(verdict, output.Out);
        return verdict.IsIntact ? 0 : 1;
    }

    private static async Task SummariseAsync(ChainVerdict verdict, TextWriter to)
    {
        var outcome = verdict.IsIntact ? "intact" : $"{Number(verdict.Findings)} {(verdict.Findings == 1 ? "finding" : "findings")}";
        await to.WriteLineAsync($"Entries: {Number(verdict.Entries)} in {Number(verdict.Seals)} seals, {outcome}.");
        await to.WriteLineAsync($"Not sealed yet: {Number(verdict.Unsealed)}.");
        await to.WriteLineAsync($"Anchor: {(verdict.Anchor is null ? "none" : Convert.ToHexStringLower(verdict.Anchor))}");
    }

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static byte[]? Read(string text) =>
        text.Length == 2 * ChainHash.Length && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;
}
