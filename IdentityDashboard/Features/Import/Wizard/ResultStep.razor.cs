using System.Globalization;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>What came of it, and every way on: the people, the rows that stayed out, another try, the way back.</summary>
public sealed partial class ResultStep
{
    private static readonly TimeSpan UndoTime = TimeSpan.FromHours(24);
    private string? problem;

    [Inject] private ImportService Imports { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter, EditorRequired] public required ImportView Import { get; set; }
    [Parameter] public EventCallback OnChanged { get; set; }

    private string Address => Import.Mode == ImportMode.Directory ? "/tenant/import" : "/access/import";

    private string Done => Import.UndoOf is not null ? Import.Mode == ImportMode.Invite ? "Revoked" : "Taken back" : Import.Mode == ImportMode.Invite ? "Invited" : "Imported";

    private int NotReached => Import.State == ImportState.Cancelled ? Math.Max(0, Import.Progress.Total - Import.Progress.Done - Import.Progress.Failed - Import.Progress.Skipped) : 0;

    private string Heading => Import switch
    {
        { Failure: not null } => "The import couldn’t go on",
        { UndoOf: not null, Mode: ImportMode.Invite } => $"{Quantity.Of(Import.Progress.Done, "invitation")} revoked",
        { UndoOf: not null } => $"{Quantity.Of(Import.Progress.Done, "person", "people")} taken back",
        { State: ImportState.Cancelled, Progress.Done: 0 } => "Cancelled. Nothing was imported.",
        { State: ImportState.Cancelled } => $"Cancelled after {Quantity.Of(Import.Progress.Done, "row")}",
        { Progress.Failed: > 0 } => $"{Quantity.Of(Import.Progress.Done, "row")} imported, {Quantity.Text(Import.Progress.Failed)} stayed out",
        _ => $"{Quantity.Of(Import.Progress.Done, "row")} imported",
    };

    private string UndoUntil => $"{(Import.FinishedAt!.Value + UndoTime).UtcDateTime.ToString("d MMM, HH:mm", CultureInfo.InvariantCulture)} UTC";

    private string Made
    {
        get
        {
            if (Import.Mode == ImportMode.Invite) return "/access/identities?status=invited";
            var (from, to) = (Day(Import.CreatedAt), Day(Import.FinishedAt ?? Import.CreatedAt));
            return $"{(Import.Mode == ImportMode.Directory ? "/tenant/identities" : "/access/identities")}?created={from}..{to}";
        }
    }

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task RetryAsync()
    {
        var again = await Task.Run(() => Imports.RetryFailedAsync(Workspace.Actor, Import.Id, CancellationToken.None));
        problem = again.Error?.Message;
        if (again.Succeeded) Navigation.NavigateTo($"{Address}/{again.Value.Id}");
    }

    private async Task UndoAsync()
    {
        var parameters = new Dictionary<string, object?> { [nameof(UndoDialog.ImportId)] = Import.Id, [nameof(UndoDialog.IsInvite)] = Import.Mode == ImportMode.Invite };
        if (await Dialogs.ShowAsync<UndoDialog, ImportView>(UndoDialog.Title, parameters) is { } undo) Navigation.NavigateTo($"{Address}/{undo.Id}");
    }
}
