using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>Saved filters, order and columns (U18): to go to, to keep, to share.</summary>
public sealed partial class ViewsMenu
{
    [Inject] private SavedViews Service { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter, EditorRequired] public required DirectoryPlace Place { get; set; }
    [Parameter] public IReadOnlyList<SavedViewRow> Views { get; set; } = [];

    /// <summary>The columns shown, to be kept with the view.</summary>
    [Parameter] public string? Columns { get; set; }

    /// <summary>The view that was opened last; the filters may have changed since.</summary>
    [Parameter] public SavedViewRow? Applied { get; set; }

    /// <summary>The view whose filters and order are those of the list.</summary>
    [Parameter] public SavedViewRow? Current { get; set; }

    /// <summary>The views are others now; the one given is open.</summary>
    [Parameter] public EventCallback<SavedViewRow?> OnChanged { get; set; }

    private string List => SavedViews.ListOf(Place.IsGroups, Scope.IsTenant);

    private string Link(SavedViewRow view) => $"{new Uri(Navigation.Uri).AbsolutePath}?view={view.Id}";

    private async Task SaveAsync(SavedViewRow? view)
    {
        var saved = await Dialogs.ShowAsync<ViewDialog, SavedViewRow>(view is null ? "Save view" : "Rename or share view", new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ViewDialog.Actor)] = Scope.Actor,
            [nameof(ViewDialog.List)] = List,
            [nameof(ViewDialog.View)] = view,
            [nameof(ViewDialog.Query)] = view?.Query ?? Place.ToViewQuery(),
            [nameof(ViewDialog.Columns)] = view is null ? Columns : view.Columns,
        });
        if (saved is null) return;
        Toasts.Show(saved.IsShared ? $"{saved.Name} is shared with the administrators" : $"{saved.Name} saved");
        await OnChanged.InvokeAsync(saved);
    }

    private async Task UpdateAsync(SavedViewRow view)
    {
        var updated = await Service.UpdateAsync(Scope.Actor, view.Id, new SavedViewDraft(view.Name, Place.ToViewQuery(), Columns, view.IsShared), CancellationToken.None);
        if (updated.Succeeded) Toasts.Show($"{view.Name} now has these filters");
        else Toasts.ShowError(updated.Error!.Message);
        await OnChanged.InvokeAsync(updated.Succeeded ? updated.Value : null);
    }

    private async Task DeleteAsync(SavedViewRow view)
    {
        var wanted = await Dialogs.ConfirmAsync($"Delete {view.Name}", "The view goes; nobody in the list is touched.",
            [view.IsShared ? "Administrators you shared it with lose it too" : "Only you have it", "Links to it stop working"], verb: "Delete", danger: true);
        if (!wanted) return;
        var result = await Service.DeleteAsync(Scope.Actor, view.Id, CancellationToken.None);
        if (result.Succeeded) Toasts.Show($"{view.Name} deleted");
        else Toasts.ShowError(result.Error!.Message);
        await OnChanged.InvokeAsync(null);
    }

    private async Task CopyAsync(SavedViewRow view)
    {
        var link = new Uri(new Uri(Navigation.BaseUri), Link(view)).ToString();
        if (await Script.CopyAsync(link)) Toasts.Show(view.IsShared ? "Link copied" : "Link copied. It opens for you alone until you share the view.");
        else Toasts.ShowError($"The browser doesn’t allow copying. The link: {link}");
    }
}
