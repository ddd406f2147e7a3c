using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Ui;

/// <summary>Keys as they are printed on the keyboard. "Ctrl" reads ⌘ on a Mac: js/site.js says which it is.</summary>
internal static class KeyNames
{
    private const string Control = "<span class=\"key-ctrl\">Ctrl</span><span class=\"key-cmd\">⌘</span>";
    private static readonly ConcurrentDictionary<(string Key, string? Then), MarkupString> Made = new();

    /// <param name="key">The key, or the first of two.</param>
    /// <param name="then">Pressed together with it.</param>
    public static MarkupString Mark(string key, string? then = null) => Made.GetOrAdd((key, then), static keys =>
        new($"<kbd class=\"kbd\">{(keys.Key == "Ctrl" ? Control : HtmlEncoder.Default.Encode(keys.Key))}{(keys.Then is null ? "" : $" {HtmlEncoder.Default.Encode(keys.Then)}")}</kbd>"));
}
