using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>An import from its columns to its result. Where it stands is what the server says, so every browser shows the same (U59).</summary>
public sealed partial class ImportPage : IDisposable
{
    private ListLoader<Result<ImportView>> loader = default!;
    private LiveReload? live;
    private ImportView? view;
    private WizardStep step = WizardStep.Upload;
    private bool moved;

    [Inject] private ImportService Imports { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private ILogger<ImportPage> Log { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter] public Guid Id { get; set; }

    /// <summary><c>columns</c> leads back from the check.</summary>
    [SupplyParameterFromQuery(Name = "step")] public string? Step { get; set; }

    private string Title => view?.UndoOf is null ? "Import people" : "Undo an import";

    private string Home => view?.Mode == ImportMode.Directory ? "/tenant/identities" : "/access/identities";

    private string Lead => view is null ? "" : string.Join(", ", new[] { view.FileName, Rows, view.UndoOf is null ? WizardWords.Place(view, Workspace.View) : null }.Where(part => !string.IsNullOrEmpty(part)));

    private string? Rows => (view!.Counts?.Rows ?? view.Progress.Total) is var rows and > 0 ? Quantity.Of(rows, "row") : null;

    public void Dispose()
    {
        live?.Dispose();
        loader.Dispose();
    }

    protected override void OnInitialized()
    {
        loader = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Jobs], InvokeAsync, () => LoadAsync(quiet: true));
    }

    protected override Task OnParametersSetAsync()
    {
        if (view?.Id == Id)
        {
            Settle();
            return Task.CompletedTask;
        }

        (view, moved) = (null, false);
        return LoadAsync();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!moved) return;
        moved = false;
        await Script.FocusAsync("#import-h");
    }

    private async Task ChangedAsync() => await LoadAsync(quiet: true);

    private async Task LoadAsync(bool quiet = false)
    {
        var (actor, id) = (Workspace.Actor, Id);
        if (!await loader.RunAsync(ct => Imports.GetAsync(actor, id, ct), quiet) || id != Id) return;
        var first = view is null;
        view = loader.Value is { Succeeded: true } found ? found.Value : null;
        Settle(first);
        StateHasChanged();
    }

    /// <summary>Another step: the heading takes the focus, so that who listens hears where they are.</summary>
    private void Settle(bool first = false)
    {
        if (view is null) return;
        var now = view.State switch
        {
            ImportState.Uploaded => WizardStep.Columns,
            ImportState.Checked when Step == "columns" => WizardStep.Columns,
            ImportState.Checking or ImportState.Checked => WizardStep.Check,
            ImportState.Running => WizardStep.Run,
            _ => WizardStep.Result,
        };
        moved = !first && now != step;
        step = now;
    }
}
