using System.Globalization;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Invitations;

/// <summary>How long a link may work, as the dialogs offer it.</summary>
internal static class LinkLifetime
{
    public const string Usual = "7";
    private static readonly int[] Days = [1, 3, 7, 14, 30];

    /// <summary>"7 days (until 29 Nov)".</summary>
    public static IReadOnlyList<SelectOption> Options(DateTimeOffset now) =>
        [.. Days.Select(days => new SelectOption(days.ToString(CultureInfo.InvariantCulture), $"{days} {(days == 1 ? "day" : "days")} (until {RelativeTimeText.Day(now.AddDays(days), now)})"))];

    public static int Parse(string? days) => int.Parse(days ?? Usual, CultureInfo.InvariantCulture);
}

/// <summary>What the Invite and the Profile dialog answer.</summary>
public sealed record InvitedPeople(IReadOnlyList<SentInvitation> Sent);
