using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Platform;

/// <summary>
/// Where <c>PublicUrl</c> isn't set: while developing, links lead to the address the server listens at; in production
/// nobody can know it, so the log says what is missing.
/// </summary>
internal sealed class PublicUrlStart(IOptions<PublicUrlOptions> options, IServer server, IHostEnvironment environment, ILogger<PublicUrlStart> log) : IHostedLifecycleService
{
    /// <summary>An address at which this machine's browser finds the server; null for a server that doesn't listen.</summary>
    public static string? Bound(IServer server)
    {
        var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        if (address is null) return null;
        foreach (var any in new[] { "//[::]", "//0.0.0.0", "//+", "//*" }) address = address.Replace(any, "//localhost", StringComparison.Ordinal);
        return address.TrimEnd('/');
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var url = options.Value;
        if (url.IsConfigured) return Task.CompletedTask;
        if (environment.IsDevelopment()) url.Base = Bound(server) ?? url.Base;
        else log.LogWarning("PublicUrl is not set: links in mails start with {Base}. Set it to the address people reach this server at.", url.Base);
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
