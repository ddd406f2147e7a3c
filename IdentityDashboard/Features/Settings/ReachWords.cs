using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Settings;

/// <summary>Whom rules hit, in sentences.</summary>
internal static class ReachWords
{
    /// <param name="days">How long a password lasts, as typed; empty for ever.</param>
    public static IEnumerable<string> For(PolicyReach reach, string? days)
    {
        yield return IsOne(reach.WithPassword)
            ? "1 person has a password and keeps it until they change it: nobody can tell from what is stored how long it is."
            : $"{People(reach.WithPassword)} have a password and keep it until they change it: nobody can tell from what is stored how long it is.";
        if (!string.IsNullOrWhiteSpace(days))
        {
            var older = $"it is {days.Trim()} days old or older";
            yield return reach.TooOld is { Value: 0, More: false } ? $"Nobody has to change it at the next sign-in because {older}."
                : IsOne(reach.TooOld) ? $"1 person has to change it at the next sign-in: {older}." : $"{People(reach.TooOld)} have to change it at the next sign-in: {older}.";
        }

        yield return reach.Invitations is { Value: 0, More: false } ? "No invitation is pending."
            : IsOne(reach.Invitations) ? "1 invitation is pending: who accepts it meets these rules." : $"{reach.Invitations} invitations are pending: who accepts one meets these rules.";
    }

    private static bool IsOne(CappedCount count) => count is { Value: 1, More: false };

    private static string People(CappedCount count) => count.More ? $"At least {count.ToString().TrimEnd('+')} people" : count.Value == 0 ? "No people" : $"{count} people";
}
