namespace IdentityDashboard.Features.Directory;

/// <content>Saved views, columns and density: how the list looks, and under which name.</content>
public sealed partial class IdentitiesView
{
    private const int QuickViews = 6;
    private IReadOnlyList<SavedViewRow> views = [];
    private SavedViewRow? applied;
    private Task keeping = Task.CompletedTask;

    private string List => SavedViews.ListOf(place.IsGroups, Scope.IsTenant);

    private string HomeLink => place.IsGroups ? $"{path}?tab={DirectoryPlace.Groups}" : path;

    private string? ColumnKeys => setup is null ? null : string.Join(',', setup.Columns(place).Select(c => c.Key));

    /// <summary>The view whose filters and order these are.</summary>
    private SavedViewRow? Current
    {
        get
        {
            var query = place.ToViewQuery();
            return applied is not null && applied.Query == query ? applied : views.FirstOrDefault(v => v.Query == query);
        }
    }

    private string ViewLink(SavedViewRow view) => $"{path}?view={view.Id}";

    private async Task ReadViewsAsync()
    {
        var (actor, list) = (Scope.Actor, List);
        var found = await TryAsync(Task.Run(() => Views.ListAsync(actor, list, CancellationToken.None)));
        if (list != List) return;
        views = found ?? [];
        StateHasChanged();
    }

    private async Task ViewsChangedAsync(SavedViewRow? view)
    {
        applied = view;
        await ReadViewsAsync();
    }

    /// <summary>A link to a view becomes its filters, which then stand in the address.</summary>
    private async Task ApplyAsync(string id)
    {
        var (found, error) = Guid.TryParse(id, out var view) && await Views.GetAsync(Scope.Actor, view, CancellationToken.None) is { Succeeded: true } result
            ? (result.Value, null) : ((SavedViewRow?)null, SavedViewErrors.NotFound);
        if (found is null)
        {
            Toasts.ShowError(error!.Message);
            Navigation.NavigateTo(path, replace: true);
            return;
        }

        applied = found;
        var query = found.List.EndsWith(DirectoryPlace.Groups, StringComparison.Ordinal) ? $"?tab={DirectoryPlace.Groups}&{found.Query}" : $"?{found.Query}";
        var home = found.List.StartsWith("tenant", StringComparison.Ordinal) ? "/tenant/identities" : "/access/identities";
        var to = DirectoryPlace.Read(new Uri(new Uri(Navigation.BaseUri), home + query).ToString(), Scope.IsTenant) with { Columns = found.Columns };
        Navigation.NavigateTo(to.Apply(new Uri(new Uri(Navigation.BaseUri), home).ToString()), replace: true);
    }

    /// <summary>Kept for the reader, and shown also where a view brought columns of its own.</summary>
    private async Task ShowColumnsAsync(string? keys)
    {
        if (setup is null) return;
        var preference = place.IsGroups ? setup.Preference with { GroupColumns = keys } : setup.Preference with { UserColumns = keys };
        setup = setup with { Preference = preference };
        if (place.Columns is not null) Navigation.NavigateTo((place with { Columns = null }).Apply(Navigation.Uri), replace: true);
        var groupList = place.IsGroups;
        await KeepAsync(() => Preferences.SetColumnsAsync(Scope.Actor, groupList, keys, CancellationToken.None));
    }

    private async Task SetCompactAsync(bool compact)
    {
        if (setup is null) return;
        setup = setup with { Preference = setup.Preference with { IsCompact = compact } };
        await KeepAsync(() => Preferences.SetCompactAsync(Scope.Actor, compact, CancellationToken.None));
    }

    /// <summary>In the order of the clicks: the last one is what is kept.</summary>
    private async Task KeepAsync(Func<Task> keep)
    {
        var before = keeping;
        await (keeping = AfterAsync());

        async Task AfterAsync()
        {
            await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await keep();
        }
    }
}
