using System.Diagnostics;
using System.Security.Cryptography;
using IdentityDashboard.Benchmarks.Circuits;
using IdentityDashboard.Benchmarks.Writes;
using IdentityDashboard.Data;

namespace IdentityDashboard.Benchmarks.Imports;

/// <summary>Imports a file into a new database and writes the same file by hand into another, in turn.</summary>
internal sealed class ImportsRun(string? server, string database, int rows, int rounds, bool lists, Action<string> say)
{
    private const int Calls = 400;
    private const int FileBeside = 50_000;
    private readonly string provider = server is null ? DatabaseOptions.Sqlite : DatabaseOptions.Postgres;

    public async Task<ImportFigures> RunAsync()
    {
        var figures = new ImportFigures(database, rows);
        var folder = Directory.CreateTempSubdirectory("identity-bench-imports-");
        try
        {
            var file = Path.Combine(folder.FullName, "people.csv");
            await PeopleCsv.WriteAsync(file, rows, "p");
            for (var round = 0; round < rounds; round++)
            {
                if (round % 2 == 0) await ProductAsync(figures, folder, file, round == rounds - 1);
                await FloorAsync(figures, folder, file);
                if (round % 2 == 1) await ProductAsync(figures, folder, file, round == rounds - 1);
                say($"{database}, {rows:N0} rows, round {round + 1} of {rounds}: product {figures.Product[^1]:N0} a second (check {figures.CheckShare[^1]:P0}), floor {figures.Floor[^1]:N0}, {figures.PeakMegabytes[^1]:N0} MB");
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return figures;
    }

    private async Task ProductAsync(ImportFigures figures, DirectoryInfo folder, string file, bool isLast)
    {
        var key = RandomNumberGenerator.GetHexString(40);
        await using var product = await StartAsync(await WriteServers.NewAsync(server, folder, $"product{figures.Product.Count}"), key);
        using var load = new ImportLoad(product, key);
        await using (var memory = new MemoryWatch(product.ProcessId))
        {
            var (took, check) = await load.ImportAsync(file, rows, "p");
            figures.Product.Add(rows / took.TotalSeconds);
            figures.CheckShare.Add(check / took);
            figures.PeakMegabytes.Add(memory.PeakMegabytes);
        }

        if (lists && isLast) await ListsAsync(figures, folder, load);
    }

    private async Task FloorAsync(ImportFigures figures, DirectoryInfo folder, string file)
    {
        var connection = await WriteServers.NewAsync(server, folder, $"floor{figures.Floor.Count}");
        await using (await StartAsync(connection, RandomNumberGenerator.GetHexString(40)))
        {
            // It makes the tables.
        }

        await using IFileFloor floor = server is null ? new SqliteFileFloor(connection) : await PostgresFileFloor.OpenAsync(connection);
        var start = Stopwatch.GetTimestamp();
        await floor.WriteAsync(PeopleCsv.Read(file, floor.Place));
        figures.Floor.Add(rows / Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private async Task ListsAsync(ImportFigures figures, DirectoryInfo folder, ImportLoad load)
    {
        (string, string)[] cases = [("first page, 50 people", "identities"), ("rare search", $"identities?search={Uri.EscapeDataString(PeopleCsv.Address(rows / 2, "p"))}")];
        foreach (var (index, (name, path)) in cases.Index())
        {
            await load.ListAsync(path, Calls / 4);
            var quiet = await load.ListAsync(path, Calls);
            var (beside, series) = (Path.Combine(folder.FullName, "beside.csv"), $"q{index}x");
            await PeopleCsv.WriteAsync(beside, FileBeside, series);
            var importing = load.ImportAsync(beside, FileBeside, series);
            figures.Lists.Add((name, quiet, await load.ListAsync(path, Calls, importing)));
            await importing;
        }
    }

    private Task<ChildApp> StartAsync(string connection, string key) => DashboardApp.RunAsync(new DatabaseChoice(provider, connection), WriteServers.Settings(provider, connection, key));
}
