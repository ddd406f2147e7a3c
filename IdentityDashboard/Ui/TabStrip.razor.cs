using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace IdentityDashboard.Ui;

/// <summary>Tabs with automatic activation: the arrow keys move and select at once.</summary>
public sealed partial class TabStrip
{
    [Inject] private UiScript Script { get; set; } = default!;

    [Parameter, EditorRequired] public IReadOnlyList<TabItem> Tabs { get; set; } = [];
    [Parameter] public string? Selected { get; set; }
    [Parameter] public EventCallback<string?> SelectedChanged { get; set; }
    [Parameter] public string? Label { get; set; }
    [Parameter] public string? Class { get; set; }

    /// <summary>Id of the element with role tabpanel, if the page has one for all tabs.</summary>
    [Parameter] public string? PanelId { get; set; }

    private static string TabId(TabItem tab) => $"tab-{tab.Id}";

    private bool IsSelected(TabItem tab) => tab.Id == (Selected ?? (Tabs.Count > 0 ? Tabs[0].Id : null));

    private Task SelectAsync(TabItem tab) => IsSelected(tab) ? Task.CompletedTask : SelectedChanged.InvokeAsync(tab.Id);

    private async Task OnKeyAsync(KeyboardEventArgs e)
    {
        var at = Tabs.TakeWhile(tab => !IsSelected(tab)).Count();
        var next = e.Key switch
        {
            "ArrowRight" => (at + 1) % Tabs.Count,
            "ArrowLeft" => (at - 1 + Tabs.Count) % Tabs.Count,
            "Home" => 0,
            "End" => Tabs.Count - 1,
            _ => at,
        };
        if (next == at) return;

        await SelectAsync(Tabs[next]);
        await Script.FocusAsync($"#{TabId(Tabs[next])}");
    }
}
