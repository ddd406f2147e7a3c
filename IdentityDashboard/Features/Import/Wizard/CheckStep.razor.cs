using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>What every row would come to, what is wrong with some and how to mend it, and the button that says what it will do.</summary>
public sealed partial class CheckStep
{
    private IReadOnlyList<ImportProblemGroup> groups = [];
    private IReadOnlyList<AttributeField> attributes = [];
    private Problems shown = Problems.All;
    private string? problem;
    private bool looked;
    private bool busy;

    private enum Problems
    {
        All,
        Conflicts,
        Errors,
    }

    [Inject] private ImportService Imports { get; set; } = default!;
    [Inject] private AttributeQueries Attributes { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter, EditorRequired] public required ImportView Import { get; set; }
    [Parameter] public EventCallback OnChanged { get; set; }

    private string Address => Import.Mode == ImportMode.Directory ? "/tenant/import" : "/access/import";

    private int Percent => Import.Progress.Total == 0 ? 0 : (int)(100L * Import.Progress.Done / Import.Progress.Total);

    private int WillChange => Import.Counts is { } counts ? counts.Create + counts.Update : 0;

    private IEnumerable<ImportProblemGroup> Visible => groups.Where(g => shown switch
    {
        Problems.Errors => !g.IsWarning && !g.IsConflict,
        Problems.Conflicts => g.IsConflict,
        _ => true,
    });

    private string Will
    {
        get
        {
            var counts = Import.Counts!;
            if (WillChange == 0) return "There is nothing to import: no row would change anything.";
            var stay = counts.Error + counts.Conflict;
            return $"{Stays(stay)}{Mail}";
        }
    }

    private string Mail => Import is { Mode: ImportMode.Invite, Choices.SendEmail: true } ? $"{Quantity.Of(Import.Counts!.Create, "mail")} {(Import.Counts.Create == 1 ? "is" : "are")} sent." : "No mail is sent.";

    protected override async Task OnParametersSetAsync()
    {
        if (Import.State != ImportState.Checked)
        {
            (looked, groups) = (false, []);
            return;
        }

        if (looked) return;
        looked = true;
        attributes = await Attributes.DefinitionsAsync(Workspace.Actor, CancellationToken.None);
        groups = await Task.Run(() => Imports.GroupsAsync(Workspace.Actor, Import.Id, CancellationToken.None));
    }

    private static string Stays(int rows) => rows switch
    {
        0 => "",
        1 => "1 row with a problem stays out. ",
        _ => $"{Quantity.Text(rows)} rows with problems stay out. ",
    };

    private static string Heading(ImportCounts counts)
    {
        var parts = new List<string>();
        if (counts.Error > 0) parts.Add($"{Quantity.Of(counts.Error, "row")} {(counts.Error == 1 ? "needs" : "need")} a fix");
        if (counts.Conflict > 0) parts.Add($"{Quantity.Of(counts.Conflict, "row")} {(counts.Conflict == 1 ? "is" : "are")} in conflict");
        if (counts.Warnings > 0) parts.Add(Quantity.Of(counts.Warnings, "row") + " to look at");
        return parts.Count == 0 ? "Nothing left to fix" : string.Join(", ", parts);
    }

    private string Pressed(Problems kind) => shown == kind ? "true" : "false";

    private void Show(Problems kind) => shown = shown == kind ? Problems.All : kind;

    private Task AgainAsync() => DoAsync(() => Imports.CheckAsync(Workspace.Actor, Import.Id, Import.Choices, CancellationToken.None));

    private Task RunAsync() => DoAsync(() => Imports.RunAsync(Workspace.Actor, Import.Id, CancellationToken.None));

    private Task CancelAsync() => DoAsync(() => Imports.CancelAsync(Workspace.Actor, Import.Id, CancellationToken.None));

    private Task RecheckedAsync() => OnChanged.InvokeAsync();

    private async Task DoAsync(Func<Task<Result<ImportView>>> act)
    {
        if (busy) return;
        busy = true;
        try
        {
            problem = (await Task.Run(act)).Error?.Message;
        }
        finally
        {
            busy = false;
        }

        await OnChanged.InvokeAsync();
    }
}
