using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>The account's groups: reads a page for the place in the URL, then the numbers.</summary>
public sealed partial class GroupsTab : IDisposable
{
    private readonly GridState<GroupRow> grid = new(row => row.Id);

    /// <summary>Every group seen on a page, so that those ticked elsewhere are known by name and number.</summary>
    private readonly Dictionary<Guid, GroupRow> met = [];
    private ListLoader<LoadedGroups> groups = default!;
    private LiveReload live = default!;
    private RowMenu menu = default!;
    private LoadedGroups? drawn;
    private IReadOnlyList<ListColumn> columns = [];
    private IReadOnlyList<GridRow>? rows;
    private DirectoryPlace? shown;
    private DirectoryOutcome seenOutcome = DirectoryOutcome.Nothing;
    private DirectoryOutcome? toFind;
    private CappedCount? matching;

    [Inject] private GroupQueries Groups { get; set; } = default!;
    [Inject] private GroupActions Actions { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<GroupsTab> Log { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter, EditorRequired] public required DirectoryPlace Place { get; set; }

    /// <summary>Null while it is read; rows are drawn once it is there.</summary>
    [Parameter] public ListSetup? Setup { get; set; }
    [Parameter] public DirectoryOutcome Outcome { get; set; } = DirectoryOutcome.Nothing;

    /// <summary>Views, columns: before the tab's own button.</summary>
    [Parameter] public RenderFragment? Tools { get; set; }
    [Parameter] public EventCallback<DirectoryPlace> OnGo { get; set; }
    [Parameter] public EventCallback<string> OnOpen { get; set; }

    /// <summary>How many groups there are without a search.</summary>
    [Parameter] public EventCallback<CappedCount> OnCounted { get; set; }

    private string? TotalText => matching is null ? null : Place.IsFiltered ? $"{matching} matching" : matching.ToString();

    private int? From => grid.From(drawn?.Place ?? Place, matching);

    private IReadOnlyCollection<string> Sources => [.. (grid.Page.Shown?.Items ?? []).Select(r => r.Source).Distinct(StringComparer.Ordinal)];

    public void Dispose()
    {
        live.Dispose();
        groups.Dispose();
    }

    protected override void OnInitialized()
    {
        groups = new(Clock, Log, Receive);
        live = new LiveReload(Changes, Scope.Actor.AccountId, [ChangeTopic.Groups, ChangeTopic.Identities, ChangeTopic.Access], InvokeAsync, () => LoadAsync(quiet: true));
    }

    protected override async Task OnParametersSetAsync()
    {
        var outcomeIsNew = Outcome != seenOutcome && Outcome != DirectoryOutcome.Nothing;
        seenOutcome = Outcome;
        if (outcomeIsNew) toFind = Outcome;
        Draw();
        if (!outcomeIsNew && Place == shown) return;
        var (filtersChanged, quiet) = (!Place.FiltersAs(shown), Place == shown);
        shown = Place;
        if (filtersChanged) Forget();
        await LoadAsync(quiet);
    }

    /// <summary>Other filters are another list: what was ticked or counted no longer fits.</summary>
    private void Forget()
    {
        matching = null;
        if (!grid.Selection.IsEmpty) Toasts.Show("The selection was cleared: other filters are another list.");
        grid.Selection.Clear();
    }

    private async Task LoadAsync(bool quiet = false)
    {
        var (actor, place, query) = (Scope.Actor, Place, Place.ToGroups());
        if (await groups.RunAsync(async ct => new LoadedGroups(place, await Groups.ListAsync(actor, query, ct), quiet), quiet) && !await JumpToNewAsync()) await CountAsync();
    }

    /// <summary>A page is there: shown at once, or held back while somebody is busy with the rows.</summary>
    private void Receive()
    {
        if (groups.Value is not { Result.Succeeded: true } loaded) grid.Page.Show(null);
        else if (loaded != drawn && loaded.Quiet) grid.Page.Offer(loaded.Result.Value, grid.IsHeld, loaded.Place);
        else if (loaded != drawn) grid.Page.Show(loaded.Result.Value, loaded.Place);
        drawn = groups.Value;
        foreach (var row in grid.Page.Shown?.Items ?? []) met[row.Id] = row;
        Draw();
        StateHasChanged();
    }

    private void Draw()
    {
        columns = Setup?.Columns(Place) ?? [];
        var look = new GroupRows(columns, Clock.GetUtcNow());
        rows = Setup is null ? null : grid.Page.Shown?.Items.Select(row => look.Show(row, grid.Page.Gone.Contains(row.Id))).ToList();
    }

    /// <summary>The group just created isn't on this page: go where it is (S22).</summary>
    private async Task<bool> JumpToNewAsync()
    {
        if (toFind is not { Groups: { Count: > 0 } ids } || grid.Page.Shown is not { } page) return false;
        toFind = null;
        if (page.Items.Any(row => ids.Contains(row.Id)) || Place == DirectoryPlace.Newest(groups: true)) return false;
        await OnGo.InvokeAsync(DirectoryPlace.Newest(groups: true));
        return true;
    }

    private async Task CountAsync()
    {
        if (grid.Page.Shown is not { } page) return;
        var place = Place;
        matching = page is { Next: null, Previous: null } ? CappedCount.From(page.Items.Count) : await CountAsync(place);
        StateHasChanged();
        if ((place.IsFiltered ? await CountAsync(new DirectoryPlace(IsGroups: true)) : matching) is { } all) await OnCounted.InvokeAsync(all);
    }

    private async Task<CappedCount?> CountAsync(DirectoryPlace place)
    {
        using var counter = new ListLoader<object>(Clock, Log, () => { });
        await counter.RunAsync(async ct => await Groups.CountAsync(Scope.Actor, place.ToGroups(), ct), quiet: true);
        return counter.Value is int counted ? CappedCount.From(counted) : null;
    }

    private sealed record LoadedGroups(DirectoryPlace Place, Result<Page<GroupRow>> Result, bool Quiet);
}
