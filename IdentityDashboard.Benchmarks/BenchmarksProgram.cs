using IdentityDashboard.Benchmarks.Api;
using IdentityDashboard.Benchmarks.Circuits;
using IdentityDashboard.Benchmarks.DemoData;
using IdentityDashboard.Benchmarks.Evaluate;
using IdentityDashboard.Benchmarks.Imports;
using IdentityDashboard.Benchmarks.Lists;
using IdentityDashboard.Benchmarks.SignIn;
using IdentityDashboard.Benchmarks.Writes;

namespace IdentityDashboard.Benchmarks;

internal static class BenchmarksProgram
{
    private const string Usage =
        """
        Usage: dotnet run -c Release --project IdentityDashboard.Benchmarks -- COMMAND

          demo-data N [--sqlite PATH | --database postgres --connection TEXT] [--audit] [--seed N] [--password TEXT]
              fills a database with N people (scripts/demo-data does this)
          lists [--people N] [--database sqlite|postgres|both] [--connection TEXT] [--folder PATH] [--rounds N] [--only TEXT] [--json PATH] [--markdown PATH]
              times pages of the user list beside the same pages by hand and beside scans
          api-lists [--people N] [--database sqlite|postgres|both] [--connection TEXT] [--folder PATH] [--calls N] [--markdown PATH]
              times lists of people over HTTP, with an API key
          evaluate [--people N] [--database sqlite|postgres|both] [--connection TEXT] [--folder PATH] [--rounds N] [--callers N] [--json PATH] [--markdown PATH]
              asks who may do what beside one prepared statement by hand, alone and with many callers, and moves a subtree
          writes [--database sqlite|postgres|both] [--connection TEXT] [--rounds N] [--only bulk|single|passwords] [--json PATH] [--markdown PATH]
              creates people over HTTP beside prepared statements behind Kestrel and beside UserManager
          imports [--rows N,N] [--database sqlite|postgres|both] [--connection TEXT] [--rounds N] [--lists] [--markdown PATH]
              imports a file of people over HTTP beside the same file written by hand; --lists: with lists asked for meanwhile
          sign-in [--people N] [--database sqlite|postgres|both] [--connection TEXT] [--folder PATH] [--rounds N] [--markdown PATH]
              signs people in beside the bare hash on as many threads, with lists asked for meanwhile
          circuits [--count N] [--json PATH] [--markdown PATH]
              heap per circuit of the Users page beside the stock template's counter page
          clicks [--busy N] [--clicks N] [--pause SECONDS] [--json PATH] [--markdown PATH]
              time from click to DOM while other circuits are busy, and the page's weight with nothing cached
        """;

    public static async Task<int> Main(string[] args)
    {
        try
        {
            var arguments = new Arguments(args);
            switch (arguments.Words.FirstOrDefault())
            {
                case "demo-data":
                    await DemoDataCommand.RunAsync(arguments, Console.Out);
                    return 0;
                case "lists":
                    await ListsCommand.RunAsync(arguments, Command(args), Console.Out);
                    return 0;
                case "api-lists":
                    await ApiListsCommand.RunAsync(arguments, Command(args), Console.Out);
                    return 0;
                case "evaluate":
                    await EvaluateCommand.RunAsync(arguments, Command(args), Console.Out);
                    return 0;
                case "writes":
                    await WritesCommand.RunAsync(arguments, Command(args), Console.Out);
                    return 0;
                case "imports":
                    await ImportsCommand.RunAsync(arguments, Command(args), Console.Out);
                    return 0;
                case "sign-in":
                    await SignInCommand.RunAsync(arguments, Command(args), Console.Out);
                    return 0;
                case FloorServer.Command:
                    await FloorServer.RunAsync();
                    return 0;
                case "circuits":
                    await CircuitsCommand.RunAsync(arguments, Command(args), Console.Out);
                    return 0;
                case "clicks":
                    await ClicksCommand.RunAsync(arguments, Command(args), Console.Out);
                    return 0;
                default:
                    Console.WriteLine(Usage);
                    return args.Length == 0 || arguments.Has("help") ? 0 : 2;
            }
        }
        catch (UsageException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
    }

    /// <summary>What to type to get the same again, without where the results went.</summary>
    private static string Command(string[] args)
    {
        var shown = args.Where((a, i) => !Hidden(a) && !(i > 0 && Hidden(args[i - 1])));
        return $"dotnet run -c Release --project IdentityDashboard.Benchmarks -- {string.Join(' ', shown)}";

        static bool Hidden(string name) => name is "--json" or "--markdown" or "--folder" or "--connection";
    }
}
