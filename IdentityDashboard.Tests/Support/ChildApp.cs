using System.Diagnostics;
using IdentityDashboard.Data;
using Microsoft.Extensions.Configuration;

namespace IdentityDashboard.Tests.Support;

/// <summary>The built app as a process of its own, over the database of a <see cref="TestApp"/>, so that it can be killed.</summary>
internal sealed class ChildApp : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private readonly Process process;
    private readonly TaskCompletionSource<Uri> url = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildApp(Process process) => this.process = process;

    /// <summary>Where it listens, once it does.</summary>
    public Task<Uri> Url => url.Task.WaitAsync(TimeSpan.FromMinutes(2));

    /// <param name="settings">Environment variables besides those that name the database.</param>
    public static ChildApp Start(TestApp beside, params IEnumerable<(string Name, string Value)> settings)
    {
        var start = Command(beside, ["--urls", "http://127.0.0.1:0"], settings);
        var started = Process.Start(start) ?? throw new InvalidOperationException("The app did not start.");
        var app = new ChildApp(started);
        started.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.IndexOf(Listening, StringComparison.Ordinal) is { } at and >= 0) app.url.TrySetResult(new Uri(line.Data[(at + Listening.Length)..]));
        };
        started.ErrorDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return app;
    }

    /// <summary>Runs a command of the program to its end.</summary>
    public static async Task<(int Exit, string Out, string Error)> RunAsync(TestApp beside, IReadOnlyList<string> arguments, params IEnumerable<(string Name, string Value)> settings)
    {
        using var command = Process.Start(Command(beside, arguments, settings)) ?? throw new InvalidOperationException("The app did not start.");
        var (output, error) = (command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
        await command.WaitForExitAsync();
        return (command.ExitCode, await output, await error);
    }

    private static ProcessStartInfo Command(TestApp beside, IReadOnlyList<string> arguments, IEnumerable<(string Name, string Value)> settings)
    {
        var configuration = beside.Service<IConfiguration>();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, "IdentityDashboard.dll"))) start.ArgumentList.Add(argument);
        start.Environment["Database__Provider"] = configuration["Database:Provider"];
        start.Environment["ConnectionStrings__Dashboard"] = configuration.GetConnectionString(DataFeature.ConnectionName);
        start.Environment["Mail__Mode"] = "devbox";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // It lives for seconds: code measured in order to be made faster later only costs it time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return start;
    }

    public bool HasExited => process.HasExited;

    /// <summary>SIGKILL: nothing of it runs any more, not even to say goodbye.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited) await KillAsync();
        process.Dispose();
    }
}
