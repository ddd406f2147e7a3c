namespace IdentityDashboard.Platform.Commands;

/// <summary>Something the program does from the command line instead of serving: a feature registers it.</summary>
internal interface ICommand
{
    /// <summary>What it is called by: "audit verify".</summary>
    string Words { get; }

    /// <summary>What can follow the words: "[--expect HASH]"; empty when nothing can.</summary>
    string Options { get; }

    /// <summary>One sentence on what it does.</summary>
    string Summary { get; }

    /// <param name="arguments">What follows the words.</param>
    /// <returns>The exit code; <see cref="CommandLine.WrongUsage"/> shows how to call it.</returns>
    Task<int> RunAsync(IReadOnlyList<string> arguments, CommandOutput output, CancellationToken ct);
}

/// <param name="Out">Results.</param>
/// <param name="Error">What went wrong, for people.</param>
internal sealed record CommandOutput(TextWriter Out, TextWriter Error);
