using IdentityDashboard.Benchmarks.DemoData;

namespace IdentityDashboard.Benchmarks;

internal static class BenchmarksProgram
{
    private const string Usage =
        """
        Usage: dotnet run -c Release --project IdentityDashboard.Benchmarks -- COMMAND

          demo-data N [--sqlite PATH | --database postgres --connection TEXT] [--audit] [--seed N] [--password TEXT]
              fills a database with N people (scripts/demo-data does this)
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
}
