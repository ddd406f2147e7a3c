using System.Diagnostics;
using IdentityDashboard.Features.Credentials;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>People in a second, round by round; of singles also the milliseconds of every call.</summary>
internal sealed record WriteFigures(string Database)
{
    public List<double> Bulk { get; } = [];
    public List<double> BulkFloor { get; } = [];
    public List<double> BulkStock { get; } = [];
    public List<double> Single { get; } = [];
    public List<double> SingleFloor { get; } = [];
    public List<double> SingleStock { get; } = [];
    public List<double> SingleTook { get; } = [];
    public List<double> SingleFloorTook { get; } = [];
    public List<double> Passwords { get; } = [];
    public List<double> Hashes { get; } = [];
}

/// <summary>Product, floor and stock in turn, round after round, each first as often as the others.</summary>
internal sealed class WritesRun(WriteServers servers, string database, int rounds, string? only, Action<string> say)
{
    private const int WarmUp = 2;
    private const int PerCall = 200;
    private const int BulkCallers = 4;
    private const int BulkCalls = 5;
    private const int Singles = 32;
    private const int SingleCalls = 60;
    private const int StockCalls = 8;
    private const int StockLoop = 200;
    private const int PasswordsPerCall = 10;

    public async Task<WriteFigures> RunAsync()
    {
        var figures = new WriteFigures(database);
        using var load = new WriteLoad(servers.Key);
        if (only is null or "bulk") await BulkAsync(figures, load);
        if (only is null or "single") await SingleAsync(figures, load);
        if (only is null or "passwords") await PasswordsAsync(figures, load);
        return figures;
    }

    private async Task BulkAsync(WriteFigures figures, WriteLoad load)
    {
        var (product, floor) = (new Uri(servers.Product, "/api/v1/identities/bulk-create"), new Uri(servers.Floor, "/many"));
        await InTurnAsync("bulk",
            (figures.Bulk, () => load.ManyAsync(product, BulkCallers, BulkCalls, PerCall)),
            (figures.BulkFloor, () => load.ManyAsync(floor, BulkCallers, BulkCalls, PerCall)),
            (figures.BulkStock, () => load.StockLoopAsync(servers.Floor, StockLoop)));
    }

    private async Task SingleAsync(WriteFigures figures, WriteLoad load)
    {
        var (product, floor, stock) = (new Uri(servers.Product, "/api/v1/identities"), new Uri(servers.Floor, "/one"), new Uri(servers.Floor, "/stock"));
        await InTurnAsync("single",
            (figures.Single, () => TimedAsync(figures.SingleTook, load.SinglesAsync(product, Singles, SingleCalls))),
            (figures.SingleFloor, () => TimedAsync(figures.SingleFloorTook, load.SinglesAsync(floor, Singles, SingleCalls))),
            (figures.SingleStock, async () => (await load.SinglesAsync(stock, Singles, StockCalls)).Rate));
        // Those of the first rounds, while code was compiled, don't count.
        figures.SingleTook.RemoveRange(0, WarmUp * Singles * SingleCalls);
        figures.SingleFloorTook.RemoveRange(0, WarmUp * Singles * SingleCalls);
    }

    private async Task PasswordsAsync(WriteFigures figures, WriteLoad load)
    {
        var product = new Uri(servers.Product, "/api/v1/identities/bulk-create");
        using var passwords = new BareHashes();
        await InTurnAsync("passwords",
            (figures.Passwords, () => load.ManyAsync(product, callers: 1, calls: 2, PasswordsPerCall, password: true)),
            (figures.Hashes, () => passwords.RateAsync(2 * PasswordsPerCall)));
    }

    private async Task InTurnAsync(string what, params (List<double> Into, Func<Task<double>> Run)[] ways)
    {
        for (var round = -WarmUp; round < rounds; round++)
        {
            say($"{database}, {what}, round {round + 1} of {rounds}");
            for (var i = 0; i < ways.Length; i++)
            {
                var (into, run) = ways[(round + WarmUp + i) % ways.Length];
                var rate = await run();
                if (round >= 0) into.Add(rate);
            }
        }
    }

    private static async Task<double> TimedAsync(List<double> took, Task<(double Rate, List<double> Took)> run)
    {
        var (rate, times) = await run;
        took.AddRange(times);
        return rate;
    }
}
