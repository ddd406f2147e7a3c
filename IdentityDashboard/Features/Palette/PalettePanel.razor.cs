using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace IdentityDashboard.Features.Palette;

/// <summary>
/// The palette: the browser owns field, keys and selection, so that no key waits for the server; here the answers are
/// found and drawn. The newest text wins.
/// </summary>
public sealed partial class PalettePanel : IDisposable
{
    private ElementReference dialog;
    private DotNetObjectReference<PalettePanel>? self;
    private ListLoader<PaletteAnswer> loader = default!;
    private bool opened;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter] public EventCallback OnGuide { get; set; }
    [Parameter] public EventCallback OnShortcuts { get; set; }

    [Inject] private PaletteService Palette { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<PalettePanel> Log { get; set; } = default!;

    private IReadOnlyList<PaletteSection> Sections => loader.Value?.Sections ?? [];

    private int Count => loader.Value?.Count ?? 0;

    private string? Said => !opened || loader.Value is not { Text.Length: > 0 } ? null : Quantity.Of(Count, "result");

    /// <param name="recent">What this browser opened last; see <see cref="PaletteService.BeginAsync"/>.</param>
    [JSInvokable]
    public Task OpenedFromScript(IReadOnlyList<string> recent)
    {
        opened = true;
        var workspace = Workspace;
        return LoadAsync(ct => Palette.BeginAsync(workspace, recent, ct));
    }

    [JSInvokable]
    public Task SearchFromScript(string text)
    {
        var workspace = Workspace;
        return LoadAsync(ct => Palette.SearchAsync(workspace, text, ct));
    }

    /// <summary>Nothing is kept for a closed palette.</summary>
    [JSInvokable]
    public void ClosedFromScript()
    {
        opened = false;
        Renew();
        StateHasChanged();
    }

    public void Dispose()
    {
        loader.Dispose();
        self?.Dispose();
    }

    protected override void OnInitialized() => Renew();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Script.PaletteAsync(dialog, self = DotNetObjectReference.Create(this));
    }

    private Task LoadAsync(Func<CancellationToken, Task<PaletteAnswer>> load) => InvokeAsync(() => loader.RunAsync(load));

    private void Renew()
    {
        loader?.Dispose();
        loader = new ListLoader<PaletteAnswer>(Clock, Log, StateHasChanged);
    }

    private Task DoAsync(PaletteItem item) => item.Deed switch
    {
        PaletteDeed.SwitchEnvironment => Workspace.ChooseEnvironment(item.Id!.Value),
        PaletteDeed.OpenGuide => OnGuide.InvokeAsync(),
        PaletteDeed.OpenShortcuts => OnShortcuts.InvokeAsync(),
        _ => Task.CompletedTask,
    };
}
