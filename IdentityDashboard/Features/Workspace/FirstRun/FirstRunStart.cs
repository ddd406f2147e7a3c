using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Workspace.FirstRun;

/// <summary>
/// On an empty database: makes the account that <c>Bootstrap__…</c> asks for before the server listens, or else prints
/// the setup token once it does.
/// </summary>
internal sealed class FirstRunStart(
    FirstRunService firstRun, IOptions<BootstrapOptions> options, IOptions<PublicUrlOptions> url, IServer server, ILogger<FirstRunStart> log) : IHostedLifecycleService
{
    private const string DefaultAccountName = "My organisation";
    private const string Line = "────────────────────────────────────────────────────────────────────────";

    /// <exception cref="InvalidOperationException">A value of <c>Bootstrap__…</c> doesn't do; the message names every such key.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var wanted = options.Value;
        if (!wanted.IsGiven || await firstRun.TokenAsync(cancellationToken) is null) return;
        var (first, last) = BootstrapOptions.NamesFrom(wanted.AdminEmail ?? "");
        var name = string.IsNullOrWhiteSpace(wanted.AccountName) ? DefaultAccountName : wanted.AccountName;
        var account = new NewAccount(name, wanted.AdminEmail ?? "", first, last, wanted.AdminPassword ?? "", string.IsNullOrEmpty(wanted.ApiKey) ? null : wanted.ApiKey);
        var problems = Problems(account).ToList();
        if (problems.Count == 0)
        {
            var made = await firstRun.BootstrapAsync(account, cancellationToken);
            if (made.Succeeded) log.LogInformation("The account {Account} is set up; {Email} can sign in.", name, account.Email);
            if (made.Succeeded || made.Error == FirstRunErrors.Done) return;
            problems.AddRange(Explain(made.Error!));
        }

        throw new InvalidOperationException($"The first start can't use these settings:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Select(p => $"  {p}"))}");
    }

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (await firstRun.TokenAsync(cancellationToken) is not { } token) return;
        var at = url.Value.IsConfigured ? url.Value.Base : PublicUrlStart.Bound(server) ?? url.Value.Base;
        log.LogWarning("{Line}\nFirst run: there is no account yet.\nOpen {Url}/setup and enter this setup token: {Token}\n{Line}", Line, at, token, Line);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>All of them at once, so that one start is enough to learn what is wrong.</summary>
    private static IEnumerable<string> Problems(NewAccount account)
    {
        var person = new NewIdentity(account.Email, account.FirstName, account.LastName) { Password = account.Password };
        if (IdentityValidation.ProblemOfFirst(person, account.AccountName) is { } error)
        {
            foreach (var problem in Explain(error)) yield return problem;
        }

        if (account.ApiKey is { Length: < ApiKeySecret.MinLength } key) yield return $"Bootstrap__ApiKey: Use at least {ApiKeySecret.MinLength} characters; this has {key.Length}.";
    }

    private static IEnumerable<string> Explain(Error error)
    {
        if (error.Fields is null) return [error.Message];
        return error.Fields.SelectMany(f => f.Value.Select(text => f.Key switch
        {
            "account_name" => $"Bootstrap__AccountName: {text}",
            "password" => $"Bootstrap__AdminPassword: {text}",
            _ => $"Bootstrap__AdminEmail: {text}",
        }));
    }
}
