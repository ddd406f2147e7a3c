using System.Globalization;

namespace IdentityDashboard.Tests.Support;

/// <summary>
/// How often something is killed, and what came of it. A few times in an ordinary run; <c>scripts/faults</c> asks for
/// more, runs every test whose class ends in <c>Faults</c> and whose name, after the number of a fault, begins with
/// <c>Killed</c>, and prints what they reported.
/// </summary>
internal static class FaultRounds
{
    private static readonly Lock Reporting = new();

    /// <summary>Asked for by <c>FAULTS_ROUNDS</c>; null in an ordinary run, where a test may make its world smaller.</summary>
    public static int? Asked { get; } = int.TryParse(Environment.GetEnvironmentVariable("FAULTS_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : null;

    /// <summary>The kills to be made on each database.</summary>
    public static int Kills(int ordinary = 5) => Asked ?? ordinary;

    /// <summary>A line with the figures, to the test's output and to the file <c>FAULTS_REPORT</c>.</summary>
    /// <param name="rows">All that were to be done.</param>
    public static void Report(string what, Database database, int kills, int rows, int lost, int doubled)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{what}\t{database}\t{kills}\t{rows}\t{lost}\t{doubled}");
        TestContext.Current.TestOutputHelper?.WriteLine(line);
        if (Environment.GetEnvironmentVariable("FAULTS_REPORT") is not { Length: > 0 } file) return;
        lock (Reporting) File.AppendAllText(file, line + "\n");
    }
}
