using System.Globalization;

namespace IdentityDashboard.Benchmarks.Imports;

/// <summary>Looks again and again at how much memory of its own a process holds (Linux).</summary>
internal sealed class MemoryWatch : IAsyncDisposable
{
    private const string Line = "RssAnon:";
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource end = new();
    private readonly Task looking;
    private long peakKilobytes;

    public MemoryWatch(int processId) => looking = LookAsync($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/status");

    public double PeakMegabytes => peakKilobytes / 1024d;

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await looking;
        end.Dispose();
    }

    private async Task LookAsync(string status)
    {
        using var timer = new PeriodicTimer(Look);
        try
        {
            do
            {
                var held = (await File.ReadAllLinesAsync(status, end.Token)).First(l => l.StartsWith(Line, StringComparison.Ordinal));
                peakKilobytes = Math.Max(peakKilobytes, long.Parse(held[Line.Length..].Replace("kB", "", StringComparison.Ordinal), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture));
            }
            while (await timer.WaitForNextTickAsync(end.Token));
        }
        catch (OperationCanceledException)
        {
            // Seen enough.
        }
    }
}
