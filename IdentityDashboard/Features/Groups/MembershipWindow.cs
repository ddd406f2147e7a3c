using System.Globalization;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Groups;

/// <summary>From when until just before when somebody is in a group; null for neither bound.</summary>
public sealed record MembershipWindow(DateTimeOffset? From, DateTimeOffset? Until)
{
    public static readonly MembershipWindow Always = new(null, null);

    public bool IsUpcoming(DateTimeOffset now) => From > now;

    public bool HasEnded(DateTimeOffset now) => Until <= now;

    /// <returns>"From 3 Dec 2026, 09:00 UTC, until 4 Dec 2026, 09:00 UTC"; null for always.</returns>
    public string? Words(DateTimeOffset now) => this == Always || (Until is null && !IsUpcoming(now)) ? null
        : $"{(HasEnded(now) ? "Ended: " : "")}{GivenWords.Window(From, Until, !IsUpcoming(now))}";

    /// <summary>What is wrong with it for somebody who is to be in the group.</summary>
    internal Error? Problem(DateTimeOffset now)
    {
        if (Until <= now) return AccessErrors.UntilPassed;
        return Until <= From ? AccessErrors.UntilBeforeFrom : null;
    }

    /// <summary>Records the change from one window to another; null for no membership at all.</summary>
    internal static Changes Record(Changes changes, MembershipWindow? before, MembershipWindow? after) =>
        changes.Set("from", Time(before?.From), Time(after?.From)).Set("until", Time(before?.Until), Time(after?.Until));

    private static string? Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
