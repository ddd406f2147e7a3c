using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>What the buttons and the menu of a node do.</summary>
public sealed partial class HierarchyPage
{
    private void OpenMenu(TreeNode node)
    {
        menuOf = node;
        menu?.Open($"#{HierarchyTree.MenuId(node.Id)}");
    }

    /// <summary>From the menu of a line: the act is about that line, whatever is chosen.</summary>
    private Task ActOnAsync(NodeAct act) => menuOf is { } node ? ActAsync(act, Subject(node.Id, node.Name, node.Type)) : Task.CompletedTask;

    private Task ActAsync(NodeAct act) => detail is { } node ? ActAsync(act, Subject(node.Id, node.Name, node.Type)) : Task.CompletedTask;

    private NodeSubject Subject(Guid id, string name, string type) => new(id, Workspace.Active.EnvironmentId, name, type);

    private Task ActAsync(NodeAct act, NodeSubject node) => act switch
    {
        NodeAct.Add => AddAsync(node),
        NodeAct.Rename => RenameAsync(node),
        NodeAct.Move => MoveAsync(node),
        NodeAct.Archive => ArchiveAsync(node),
        _ => RestoreAsync(node),
    };

    private async Task AddAsync(NodeSubject parent)
    {
        if (await ShowAsync<AddNodeDialog, NodeSubject>("Add node", parent) is not { } made) return;
        Toasts.Show($"{made.Name} is added");
        await ShowNodeAsync(made.Id);
    }

    private async Task RenameAsync(NodeSubject node)
    {
        if (await ShowAsync<RenameNodeDialog, string>("Rename node", node) is not { } renamed) return;
        Toasts.Show($"Renamed to {renamed}");
        await RefreshAsync();
    }

    private async Task MoveAsync(NodeSubject node)
    {
        if (await ShowAsync<MoveNodeDialog, string>("Move node", node) is not { } to) return;
        Toasts.Show($"{node.Name} is moved to {to}");
        await ShowNodeAsync(node.Id);
    }

    private async Task ArchiveAsync(NodeSubject node)
    {
        var preview = await Service.PreviewArchiveAsync(Workspace.Actor, node.Id, CancellationToken.None);
        if (preview.Error is { } refusal)
        {
            Toasts.ShowError(refusal.Message);
            return;
        }

        if (!await Dialogs.ConfirmAsync("Archive node", $"{node.Name} goes out of use with everything below it. Restore brings it back.", ShiftWords.Archived(preview.Value), verb: "Archive", danger: true)) return;
        await DoneAsync(await Service.ArchiveAsync(Workspace.Actor, node.Id, CancellationToken.None), $"{node.Name} is archived");
    }

    private async Task RestoreAsync(NodeSubject node)
    {
        if (!await Dialogs.ConfirmAsync("Restore node", $"{node.Name} can be assigned to again, and what is assigned there counts again.", verb: "Restore")) return;
        await DoneAsync(await Service.RestoreAsync(Workspace.Actor, node.Id, CancellationToken.None), $"{node.Name} is restored");
    }

    private async Task TypesAsync()
    {
        var saved = await Dialogs.ShowAsync<NodeTypesDialog, bool>("Node types", new Dictionary<string, object?>
        {
            [nameof(NodeTypesDialog.Actor)] = Workspace.Actor, [nameof(NodeTypesDialog.Environment)] = Workspace.Active.EnvironmentId,
        });
        if (!saved) return;
        Toasts.Show("Node types saved");
        await RefreshAsync();
    }

    private Task<TResult?> ShowAsync<TDialog, TResult>(string title, NodeSubject node)
        where TDialog : Microsoft.AspNetCore.Components.IComponent =>
        Dialogs.ShowAsync<TDialog, TResult>(title, new Dictionary<string, object?> { ["Actor"] = Workspace.Actor, ["Node"] = node });

    private async Task DoneAsync(Result result, string done)
    {
        if (result.Succeeded) Toasts.Show(done);
        else Toasts.ShowError(result.Error!.Message);
        await RefreshAsync();
    }

    /// <summary>Reads the tree again and goes to a node that is new at its place.</summary>
    private async Task ShowNodeAsync(Guid id)
    {
        await ReloadTreeAsync();
        RevealAsync(id);
        await LoadIfElsewhereAsync();
        StateHasChanged();
    }
}
