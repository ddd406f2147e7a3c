using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Net;
using System.Text.RegularExpressions;

namespace IdentityDashboard.Benchmarks.Circuits;

/// <summary>An app in a process of its own, listening on a free port, with the heap hook inside.</summary>
internal sealed partial class ChildApp : IAsyncDisposable
{
    private readonly Process process;
    private readonly string pipe;

    private ChildApp(Process process, string pipe, Uri url) => (this.process, this.pipe, Url) = (process, pipe, url);

    public Uri Url { get; }

    public int ProcessId => process.Id;

    /// <param name="dll">The built app; its project folder is the folder it runs in.</param>
    public static async Task<ChildApp> StartAsync(string dll, string folder, IReadOnlyDictionary<string, string> settings, params string[] args)
    {
        var pipeName = $"bench-heap-{Guid.NewGuid():N}";
        var start = new ProcessStartInfo("dotnet", [dll, .. args]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in settings) start.Environment[name] = value;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_STARTUP_HOOKS"] = typeof(ChildApp).Assembly.Location;
        start.Environment[StartupHook.PipeVariable] = pipeName;
        var started = Process.Start(start)!;
        var lines = new List<string>();
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (Listening().Match(line) is not { Success: true } at) continue;
            _ = Task.WhenAll(started.StandardOutput.BaseStream.CopyToAsync(Stream.Null), started.StandardError.BaseStream.CopyToAsync(Stream.Null));
            return new ChildApp(started, pipeName, new Uri(at.Groups["url"].Value));
        }

        throw new InvalidOperationException($"{dll} ended:{Environment.NewLine}{string.Join(Environment.NewLine, lines)}{await started.StandardError.ReadToEndAsync()}");
    }

    /// <summary>Bytes of the managed heap after a forced full collection.</summary>
    public async Task<long> HeapAsync()
    {
        await using var stream = new NamedPipeClientStream(".", pipe, PipeDirection.InOut);
        await stream.ConnectAsync();
        using var reader = new StreamReader(stream);
        return long.Parse((await reader.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public (HttpClient Http, CookieContainer Cookies) Client()
    {
        var cookies = new CookieContainer();
        return (new HttpClient(new SocketsHttpHandler { CookieContainer = cookies, UseCookies = true }) { BaseAddress = Url }, cookies);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    [GeneratedRegex("Now listening on: (?<url>http://[0-9.:]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}
