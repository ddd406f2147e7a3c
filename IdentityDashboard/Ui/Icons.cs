using System.Collections.Concurrent;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Ui;

/// <summary>Icons as finished markup, made once for everybody: as components, some thirty of them were a tenth of a page's memory.</summary>
internal static class Icons
{
    private static readonly ConcurrentDictionary<(string Name, string? Size, string? Css), MarkupString> Made = new();

    /// <param name="name">Of a symbol in img/icons.svg; from our code, never from outside.</param>
    /// <param name="size">Null is 16 px, "s" 14 px, "l" 20 px.</param>
    /// <param name="css">More classes.</param>
    public static MarkupString Svg(string name, string? size = null, string? css = null) => Made.GetOrAdd((name, size, css), static icon =>
        new($"<svg class=\"{Ui.Css.Join("i", icon.Size is null ? null : $"i-{icon.Size}", icon.Css)}\" aria-hidden=\"true\"><use href=\"/img/icons.svg#i-{icon.Name}\"></use></svg>"));
}
