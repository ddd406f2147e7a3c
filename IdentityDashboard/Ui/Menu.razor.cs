using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace IdentityDashboard.Ui;

/// <summary>A button with a menu in the browser's top layer: never clipped, opens where there is room.</summary>
public sealed partial class Menu : IMenu, IDisposable
{
    private ElementReference trigger;
    private ElementReference popover;
    private DotNetObjectReference<Menu>? self;
    private bool open;
    private bool placed;

    [Inject] private UiScript Script { get; set; } = default!;

    /// <summary>The accessible name, needed where the button shows no text: "Actions for Pat Lee".</summary>
    [Parameter] public string? Label { get; set; }
    [Parameter] public string? Text { get; set; }
    [Parameter] public string? Icon { get; set; } = "dots";
    [Parameter] public string? Id { get; set; }
    [Parameter] public string Class { get; set; } = "btn btn-quiet btn-icon btn-s";
    [Parameter] public bool Disabled { get; set; }

    /// <summary>Replaces icon and text of the button.</summary>
    [Parameter] public RenderFragment? ButtonContent { get; set; }

    /// <summary>MenuItem and MenuSeparator; rendered only while open.</summary>
    [Parameter] public RenderFragment? ChildContent { get; set; }

    [JSInvokable]
    public void CloseFromScript()
    {
        open = false;
        StateHasChanged();
    }

    public void Dispose() => self?.Dispose();

    public async Task CloseAsync()
    {
        if (!open) return;
        open = false;
        StateHasChanged();
        await Script.FocusElementAsync(trigger);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (open == placed) return;
        placed = open;
        if (open) await Script.OpenMenuAsync(popover, trigger, self ??= DotNetObjectReference.Create(this));
    }
}
