using System.Diagnostics;

namespace IdentityDashboard.Benchmarks.Circuits;

/// <summary>What <c>dotnet new blazor -int Server</c> makes, built in Release and running.</summary>
internal sealed class TemplateApp(ChildApp child, DirectoryInfo folder) : IAsyncDisposable
{
    public ChildApp Child => child;

    public Uri CounterUrl => new(child.Url, "/counter");

    public static async Task<TemplateApp> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("identity-bench-template-");
        await DotnetAsync(folder, "new", "blazor", "-int", "Server", "-n", "Stock", "-o", ".", "--no-restore");
        // The browser's script comes in a package that some registries lack; our client doesn't load it.
        await DotnetAsync(folder, "build", "-c", "Release", "-nologo", "-clp:ErrorsOnly", "-nodeReuse:false", "-p:RequiresAspNetWebAssets=false");
        var dll = Path.Combine(folder.FullName, "bin", "Release", "net10.0", "Stock.dll");
        return new TemplateApp(await ChildApp.StartAsync(dll, folder.FullName, new Dictionary<string, string>(StringComparer.Ordinal)), folder);
    }

    public static bool HasCounter(string texts) => texts.Contains("Current count", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private static async Task DotnetAsync(DirectoryInfo folder, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", args) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"dotnet {string.Join(' ', args)}:{Environment.NewLine}{await output}{await errors}");
    }
}
