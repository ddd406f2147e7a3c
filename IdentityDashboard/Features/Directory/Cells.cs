using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>
/// Cells of the lists as markup. What repeats from row to row (a state, a source) is the same string for everybody.
/// Everything that came from outside is encoded here.
/// </summary>
internal static class Cells
{
    private const int MostKept = 500;
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly ConcurrentDictionary<string, MarkupString> Kept = new(StringComparer.Ordinal);

    public static string Text(string? text) => text is null ? "" : Encoder.Encode(text);

    public static MarkupString Cell(string cssClass, string inner) => new($"<td class=\"{cssClass}\">{inner}</td>");

    /// <summary>For the few contents that many rows share.</summary>
    public static MarkupString Shared(string cssClass, string inner)
    {
        var html = $"<td class=\"{cssClass}\">{inner}</td>";
        return Kept.TryGetValue(html, out var kept) ? kept : Kept.Count < MostKept ? Kept.GetOrAdd(html, static h => new MarkupString(h)) : new MarkupString(html);
    }

    public static MarkupString Name(Guid id, string key, string href, string name, string? second, bool square, bool gone) => Cell("u-name",
        $"<span class=\"who\"><span class=\"av av{AvatarLook.Tint(id)}{(square ? " av-sq" : "")}\" aria-hidden=\"true\">{Text(AvatarLook.Initials(name))}</span>"
        + $"<span><a href=\"{href}{key}\">{Text(name)}</a>{(second is null ? "" : $"<small title=\"{Text(second)}\">{Text(second)}</small>")}</span>"
        + $"{(gone ? "<span class=\"badge\" title=\"No longer on this page\">Changed</span>" : "")}</span>");

    public static MarkupString Status((StatusKind Kind, string Text) status) =>
        Shared("u-st", $"<span class=\"st st-{status.Kind.ToString().ToLowerInvariant()}\">{status.Text}</span>");

    public static MarkupString Source(string source) =>
        Shared("u-src", $"<span class=\"badge\"><svg class=\"i\" aria-hidden=\"true\"><use href=\"/img/icons.svg#i-{(source == "Local" ? "user" : "refresh")}\"></use></svg>{Text(source)}</span>");

    /// <summary>The first role with how many more; all of them in the title.</summary>
    public static MarkupString Roles(IReadOnlyList<RoleAtNode> roles, string none, Func<RoleAtNode, string> place)
    {
        if (roles.Count == 0) return Shared("u-role", $"<span class=\"t3\">{none}</span>");
        var all = string.Join(", ", roles.Select(r => $"{r.RoleName} @ {place(r)}"));
        var more = roles.Count == 1 ? "" : $" <span class=\"badge\">+{Quantity.Text(roles.Count - 1)}</span>";
        var inner = $"<span title=\"{Text(all)}\"><span class=\"role\">{Text(roles[0].RoleName)}</span> <span class=\"at\">@ {Text(place(roles[0]))}</span>{more}</span>";
        return roles.Count == 1 ? Shared("u-role", inner) : Cell("u-role", inner);
    }

    /// <summary>Text cut to the column, whole in its title.</summary>
    public static MarkupString Cut(string cssClass, string? text, string none) => string.IsNullOrEmpty(text)
        ? Shared($"{cssClass} cut", $"<span class=\"t3\">{none}</span>")
        : Cell($"{cssClass} cut", $"<span title=\"{Text(text)}\">{Text(text)}</span>");

    /// <summary>How long ago, the moment itself in the title (U29).</summary>
    public static MarkupString Time(string cssClass, DateTimeOffset? at, DateTimeOffset now) => at is { } moment
        ? Cell($"{cssClass} num", $"<time datetime=\"{moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}\" title=\"{RelativeTimeText.Absolute(moment)}\">{RelativeTimeText.For(moment, now)}</time>")
        : Shared($"{cssClass} num", "<span class=\"t3\">Never</span>");
}
