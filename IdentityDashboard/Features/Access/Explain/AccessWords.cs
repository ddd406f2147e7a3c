using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>Answers about access in words people read.</summary>
internal static class AccessWords
{
    /// <returns>"Since 3 Nov 2026, 09:00 UTC, until ..."</returns>
    public static string Window(AccessWay way) =>
        $"Since {RelativeTimeText.Absolute(way.From ?? way.CreatedAt)}, {(way.Until is { } until ? $"until {RelativeTimeText.Absolute(until)}" : "no end")}";

    /// <returns>"Directly: Editor at EMEA", "Through Retail leads: Editor at EMEA".</returns>
    public static string Line(AccessWay way) => $"{(way.Via is null ? "Directly" : $"Through {way.Via}")}: {Given(way)}";

    /// <returns>"Editor at EMEA, inherited, until 3 Dec 2026, 09:00 UTC".</returns>
    public static string Given(AccessWay way) =>
        $"{way.Grant.RoleName} at {way.Grant.NodePath}{(way.IsInherited ? ", inherited" : "")}{(way.Ends is { } until ? $", until {RelativeTimeText.Absolute(until)}" : "")}";

    /// <param name="name">Of the person.</param>
    public static string Why(AccessDenial denial, string name) => denial switch
    {
        { Reason: DenialReason.NotActive } => $"{name} isn’t active: no role counts until they are.",
        { Reason: DenialReason.NotYet, Nearest: { } next, At: { } at } => $"{next.RoleName} at {next.NodePath} would give it, but begins only on {RelativeTimeText.Absolute(at)}.",
        { Reason: DenialReason.Ended, Nearest: { } last, At: { } at } => $"{last.RoleName} at {last.NodePath} gave it and ended on {RelativeTimeText.Absolute(at)}.",
        { Reason: DenialReason.Elsewhere, Nearest: { } other } => $"{name} has it by {other.RoleName} at {other.NodePath}, which isn’t this node or above it.",
        _ => $"No role that {name} holds has it, and none did.",
    };
}
