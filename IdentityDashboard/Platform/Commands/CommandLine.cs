namespace IdentityDashboard.Platform.Commands;

/// <summary>
/// Runs the command the arguments name. They name one by beginning with a word; what begins with a dash or a slash, or
/// has an equals sign, is configuration (<c>--Urls http://...</c>), and the program serves.
/// </summary>
internal static class CommandLine
{
    public const int WrongUsage = 2;

    /// <returns>The exit code, or null when the program is to serve.</returns>
    public static async Task<int?> RunAsync(WebApplication app, string[] arguments)
    {
        using var ending = new CancellationTokenSource();
        ConsoleCancelEventHandler stop = (_, e) =>
        {
            e.Cancel = true;
            ending.Cancel();
        };
        Console.CancelKeyPress += stop;
        try
        {
            return await RunAsync(app.Services.GetServices<ICommand>(), arguments, new CommandOutput(Console.Out, Console.Error), ending.Token);
        }
        finally
        {
            Console.CancelKeyPress -= stop;
        }
    }

    public static async Task<int?> RunAsync(IEnumerable<ICommand> commands, IReadOnlyList<string> arguments, CommandOutput output, CancellationToken ct)
    {
        if (arguments.Count == 0 || !IsWord(arguments[0])) return null;
        var known = commands.OrderBy(c => c.Words, StringComparer.Ordinal).ToList();
        var named = known.Find(c => Names(c, arguments));
        if (named is null)
        {
            var words = arguments.TakeWhile(IsWord);
            await output.Error.WriteLineAsync($"There is no command “{string.Join(' ', words)}”. Commands:");
            foreach (var command in known) await output.Error.WriteLineAsync($"  {Usage(command)}\n      {command.Summary}");
            await output.Error.WriteLineAsync("Without a command the program serves; settings are given as --Name value.");
            return WrongUsage;
        }

        var exit = await named.RunAsync([.. arguments.Skip(Split(named).Length)], output, ct);
        if (exit == WrongUsage) await output.Error.WriteLineAsync($"Usage: {Usage(named)}");
        return exit;
    }

    private static bool IsWord(string argument) => argument is not (['-' or '/', ..] or []) && !argument.Contains('=', StringComparison.Ordinal);

    private static bool Names(ICommand command, IReadOnlyList<string> arguments) => Split(command) is var words && words.SequenceEqual(arguments.Take(words.Length), StringComparer.Ordinal);

    private static string[] Split(ICommand command) => command.Words.Split(' ');

    private static string Usage(ICommand command) => $"IdentityDashboard {command.Words} {command.Options}".TrimEnd();
}
