using System.Globalization;
using System.Text;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;

namespace IdentityDashboard.Benchmarks.DemoData;

/// <summary>Makes people one after the other, the longest here first.</summary>
/// <param name="taken">Addresses that are somebody's already.</param>
internal sealed class People(Dice dice, Guid accountId, DateTimeOffset today, IEnumerable<string> taken)
{
    public const string Provider = "Okta";
    private const int Years = 4;
    private readonly HashSet<string> addresses = new(taken, StringComparer.Ordinal);
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> ascii = new(StringComparer.Ordinal);

    /// <param name="extra">Values of searchable attributes, as <see cref="Identity.SearchExtra"/> holds them.</param>
    public Identity Make(int index, int of, string extra)
    {
        var (first, last) = (dice.PickSkewed(Words.FirstNames), dice.PickSkewed(Words.LastNames));
        var created = today.AddDays(-365.0 * Years * (of - index) / of).AddSeconds(dice.Below(60));
        var email = Address(first, last);
        var fromProvider = dice.Chance(0.04);
        var seen = LastSeen(created);
        var identity = new Identity
        {
            Id = dice.Id(created), AccountId = accountId, FirstName = first, LastName = last, SortName = "", SearchText = "", SearchExtra = extra,
            State = State(dice.Share()), Source = fromProvider ? Provider : Identity.LocalSource, ExternalId = fromProvider ? $"00u{index:x13}" : null,
            Email = email.Display, NormalizedEmail = email.Normalized, UserName = email.Display, NormalizedUserName = email.Normalized,
            EmailConfirmed = true, LockoutEnabled = true, TwoFactorEnabled = dice.Chance(0.4), CreatedAt = created, UpdatedAt = seen > created ? seen : created, LastSeenAt = seen,
            SecurityStamp = dice.Id(created).ToString("N"), ConcurrencyStamp = dice.Id(created).ToString(),
        };
        identity.Refresh();
        return identity;
    }

    private static PrincipalState State(double share) => share < 0.96 ? PrincipalState.Active : share < 0.99 ? PrincipalState.Suspended : PrincipalState.Deactivated;

    /// <summary>15 % never; the others within a year, most of them lately, but not before they were here.</summary>
    private DateTimeOffset LastSeen(DateTimeOffset created)
    {
        if (dice.Chance(0.15)) return Identity.NeverSeen;
        var seen = today.AddDays(-365 * Math.Pow(dice.Share(), 3)).AddSeconds(-dice.Below(86_400));
        return seen > created ? seen : created;
    }

    private EmailAddress Address(string first, string last)
    {
        var (local, domain) = ($"{Ascii(first)}.{Ascii(last)}", dice.Pick(Words.Domains));
        while (true)
        {
            var number = numbers[local] = numbers.GetValueOrDefault(local) + 1;
            var typed = $"{local}{(number == 1 ? "" : number.ToString(CultureInfo.InvariantCulture))}@{domain}";
            if (!EmailAddress.TryParse(typed, out var address, out var problem)) throw new InvalidOperationException($"{typed}: {problem}");
            if (addresses.Count == 0 || !addresses.Contains(address.Normalized)) return address;
        }
    }

    /// <summary>Müller is muller, Łukasz is lukasz.</summary>
    private string Ascii(string name)
    {
        if (ascii.TryGetValue(name, out var known)) return known;
        var text = new StringBuilder();
        foreach (var c in name.ToLowerInvariant().Replace("ł", "l", StringComparison.Ordinal).Replace("ı", "i", StringComparison.Ordinal).Replace("ð", "d", StringComparison.Ordinal)
            .Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '-') text.Append(c);
        }

        return ascii[name] = text.ToString();
    }
}
