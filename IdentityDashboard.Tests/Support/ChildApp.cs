using System.Diagnostics;
using IdentityDashboard.Data;
using Microsoft.Extensions.Configuration;

namespace IdentityDashboard.Tests.Support;

/// <summary>The built app as a process of its own, over the database of a <see cref="TestApp"/>, so that it can be killed.</summary>
internal sealed class ChildApp : IAsyncDisposable
{
    private readonly Process process;

    private ChildApp(Process process) => this.process = process;

    public static ChildApp Start(TestApp beside)
    {
        var configuration = beside.Service<IConfiguration>();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "IdentityDashboard.dll"), "--urls", "http://127.0.0.1:0" }) start.ArgumentList.Add(argument);
        start.Environment["Database__Provider"] = configuration["Database:Provider"];
        start.Environment["ConnectionStrings__Dashboard"] = configuration.GetConnectionString(DataFeature.ConnectionName);
        start.Environment["Mail__Mode"] = "devbox";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // It lives for seconds: code measured in order to be made faster later only costs it time.
        start.Environment["DOTNET_TieredPGO"] = "0";
        var started = Process.Start(start) ?? throw new InvalidOperationException("The app did not start.");
        started.OutputDataReceived += (_, _) => { };
        started.ErrorDataReceived += (_, _) => { };
        started.BeginOutputReadLine();
        started.BeginErrorReadLine();
        return new ChildApp(started);
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
