using System.Net;
using System.Net.Sockets;
using System.Text;

namespace IdentityDashboard.Tests.Support;

/// <summary>Says what it was told to say, one answer to each line it gets, whatever that line is.</summary>
internal sealed class SaidServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource over = new();
    private Task serving = Task.CompletedTask;

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <param name="greeting">Null: it never says a word.</param>
    /// <param name="answers">Parted by bars; lines of one answer have a dash after the code.</param>
    public static SaidServer Start(string? greeting, string answers)
    {
        var server = new SaidServer();
        server.listener.Start();
        server.serving = server.ServeAsync(greeting, answers.Split('|'));
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await over.CancelAsync();
        listener.Dispose();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        over.Dispose();
    }

    private async Task ServeAsync(string? greeting, string[] answers)
    {
        using var client = await listener.AcceptTcpClientAsync(over.Token);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        if (greeting is null) await Task.Delay(Timeout.Infinite, over.Token);
        await SayAsync(greeting!);
        for (var at = 0; at < answers.Length; at++)
        {
            if (await reader.ReadLineAsync(over.Token) is null) return;
            await SayAsync(answers[at]);
            while (answers[at] is { Length: > 3 } line && line[3] == '-') await SayAsync(answers[++at]);
        }

        async Task SayAsync(string line) => await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), over.Token);
    }
}
