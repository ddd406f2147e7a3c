using System.Globalization;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Commands;
using IdentityDashboard.Platform.People;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials.Recovery;

/// <summary>Prints a link for an Owner who is locked out. Exit code 0 when it did, 1 when there is nobody to let in, 2 when it has to be said whom.</summary>
internal sealed class OwnerRecoverCommand(OwnerRecovery recovery, FactorAdministration factors, IOptions<PublicUrlOptions> url) : ICommand
{
    private const string Account = "--account";
    private const string ResetMfa = "--reset-mfa";

    public string Words => "owner recover";

    public string Options => $"[EMAIL] [{Account} NAME] [{ResetMfa}]";

    public string Summary => "Prints a link with which an Owner who is locked out sets a new password. EMAIL says which Owner where there are several, NAME the account's short name. With --reset-mfa their authenticator app, passkeys and recovery codes go.";

    private sealed record Wanted(string? Email, string? Slug)
    {
        public bool ResetsMfa { get; init; }
    }

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandOutput output, CancellationToken ct)
    {
        if (Read([.. arguments]) is not { } wanted) return CommandLine.WrongUsage;
        if (wanted.Email is not null && !EmailAddress.TryParse(wanted.Email, out _, out var problem))
        {
            await output.Error.WriteLineAsync(problem);
            return CommandLine.WrongUsage;
        }

        var owners = await recovery.OwnersAsync(ct);
        var found = owners.Where(o => Matches(o, wanted)).ToList();
        return found switch
        {
            [] => await NobodyAsync(owners, output.Error),
            [{ State: PrincipalState.Active } only] => await PrintAsync(only, wanted.ResetsMfa, output, ct),
            [var only] => await NotActiveAsync(only, output.Error),
            _ => await SeveralAsync(found, output.Error),
        };
    }

    private static Wanted? Read(string[] arguments) => arguments switch
    {
        [.. var before, ResetMfa] => Read(before) is { } wanted ? wanted with { ResetsMfa = true } : null,
        [] => new Wanted(null, null),
        [Account, var slug] => new Wanted(null, slug),
        [['-', ..], ..] => null,
        [var email] => new Wanted(email, null),
        [var email, Account, var slug] => new Wanted(email, slug),
        _ => null,
    };

    private static bool Matches(KnownOwner owner, Wanted wanted) =>
        (wanted.Slug is null || string.Equals(owner.AccountSlug, wanted.Slug, StringComparison.OrdinalIgnoreCase))
        && (wanted.Email is null || (EmailAddress.TryParse(wanted.Email, out var typed, out _) && EmailAddress.TryParse(owner.Email, out var theirs, out _) && typed.Normalized == theirs.Normalized));

    private async Task<int> PrintAsync(KnownOwner owner, bool resetsMfa, CommandOutput output, CancellationToken ct)
    {
        // First, since it ends every link made before.
        var reset = resetsMfa && (await factors.ResetAsync(Actor.System(owner.AccountId, "Command line"), owner.Id, ct)).Succeeded;
        var (link, expires) = await recovery.RecoverAsync(owner, ct);
        await output.Out.WriteLineAsync($"{owner.FullName} ({owner.Email}), an Owner of {owner.AccountName}, sets a new password here:");
        await output.Out.WriteLineAsync(link);
        await output.Out.WriteLineAsync($"It works once, until {expires.ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)}. {(resetsMfa ? reset ? "Their second factor is gone." : "They had no second factor." : "A second factor is still asked for.")}");
        if (!url.Value.IsConfigured) await output.Error.WriteLineAsync($"{PublicUrlOptions.Key} isn't set: put your server's address before {new Uri(link).AbsolutePath} if it isn't {url.Value.Base}.");
        return 0;
    }

    private static async Task<int> NobodyAsync(IReadOnlyList<KnownOwner> owners, TextWriter to)
    {
        await to.WriteLineAsync(owners.Count == 0 ? "There is no Owner yet: start the server and open /setup." : "No Owner goes by that. Owners:");
        await ListAsync(owners, to);
        return 1;
    }

    private static async Task<int> NotActiveAsync(KnownOwner owner, TextWriter to)
    {
        await to.WriteLineAsync($"{owner.FullName} ({owner.Email}) is {owner.State.ToString().ToLowerInvariant()}: another Owner has to activate them first.");
        return 1;
    }

    private static async Task<int> SeveralAsync(IReadOnlyList<KnownOwner> owners, TextWriter to)
    {
        await to.WriteLineAsync("There are several Owners. Say which one:");
        await ListAsync(owners, to);
        return CommandLine.WrongUsage;
    }

    private static async Task ListAsync(IReadOnlyList<KnownOwner> owners, TextWriter to)
    {
        foreach (var owner in owners) await to.WriteLineAsync($"  {owner.Email} {Account} {owner.AccountSlug}  ({owner.FullName}{(owner.State == PrincipalState.Active ? "" : $", {owner.State.ToString().ToLowerInvariant()}")})");
    }
}
