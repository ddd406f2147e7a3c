using System.Globalization;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Invitations;

/// <summary>How long a link may work, as the dialogs offer it.</summary>
internal static class LinkLifetime
{
    public const int LeastDays = 1;
    public const int MostDays = 30;
    private static readonly int[] Days = [1, 3, 7, 14, 30];

    /// <summary>"7 days (until 29 Nov)".</summary>
    /// <param name="usual">The account's own, offered too.</param>
    public static IReadOnlyList<SelectOption> Options(DateTimeOffset now, int usual) =>
        [.. Days.Append(usual).Distinct().Order().Select(days => new SelectOption(days.ToString(CultureInfo.InvariantCulture), $"{days} {(days == 1 ? "day" : "days")} (until {RelativeTimeText.Day(now.AddDays(days), now)})"))];

    public static string Text(int days) => days.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null: the account's own.</summary>
    public static int? Parse(string? days) => int.TryParse(days, CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>What the Invite and the Profile dialog answer.</summary>
public sealed record InvitedPeople(IReadOnlyList<SentInvitation> Sent);
