using System.Diagnostics;
using IdentityDashboard.Features.Credentials;
using Microsoft.Extensions.DependencyInjection;

namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>The product's hash on as many threads as the product takes for a batch, and nothing else.</summary>
internal sealed class BareHashes : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().AddCredentials().BuildServiceProvider();

    /// <returns>Hashes in a second.</returns>
    public Task<double> RateAsync(int count) => Task.Run(() =>
    {
        var passwords = services.GetRequiredService<PasswordService>();
        var start = Stopwatch.GetTimestamp();
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = PasswordService.Threads }, i => passwords.Hash($"a password of its own {i}"));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    });

    /// <returns>Passwords compared with a hash in a second.</returns>
    public Task<double> CheckRateAsync(int count) => Task.Run(() =>
    {
        var passwords = services.GetRequiredService<PasswordService>();
        var hash = passwords.Hash("a password that fits");
        var start = Stopwatch.GetTimestamp();
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = PasswordService.Threads }, _ => passwords.Check(hash, "a password that fits"));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    });

    public void Dispose() => services.Dispose();
}
