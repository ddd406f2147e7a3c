using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>The account's groups: reads a page for the place in the URL, then the numbers.</summary>
public sealed partial class GroupsTab : IDisposable
{
    private ListLoader<Result<Page<GroupRow>>> groups = default!;
    private LiveReload live = default!;
    private DirectoryPlace? shown;
    private DirectoryOutcome seenOutcome = DirectoryOutcome.Nothing;
    private DirectoryOutcome? toFind;
    private CappedCount? matching;

    [Inject] private GroupQueries Groups { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<GroupsTab> Log { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter, EditorRequired] public required DirectoryPlace Place { get; set; }
    [Parameter] public DirectoryOutcome Outcome { get; set; } = DirectoryOutcome.Nothing;
    [Parameter] public EventCallback<DirectoryPlace> OnGo { get; set; }
    [Parameter] public EventCallback<string> OnOpen { get; set; }

    /// <summary>How many groups there are without a search.</summary>
    [Parameter] public EventCallback<CappedCount> OnCounted { get; set; }

    private Page<GroupRow>? Page => groups.Value is { Succeeded: true } found ? found.Value : null;

    private string? TotalText => matching is null ? null : Place.IsFiltered ? $"{matching} matching" : matching.ToString();

    public void Dispose()
    {
        live.Dispose();
        groups.Dispose();
    }

    protected override void OnInitialized()
    {
        groups = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Scope.Actor.AccountId, [ChangeTopic.Groups, ChangeTopic.Identities, ChangeTopic.Access], InvokeAsync, () => LoadAsync(quiet: true));
    }

    protected override async Task OnParametersSetAsync()
    {
        var outcomeIsNew = Outcome != seenOutcome && Outcome != DirectoryOutcome.Nothing;
        seenOutcome = Outcome;
        if (outcomeIsNew) toFind = Outcome;
        if (!outcomeIsNew && Place == shown) return;
        if (shown?.Search != Place.Search) matching = null;
        var quiet = Place == shown;
        shown = Place;
        await LoadAsync(quiet);
    }

    private async Task LoadAsync(bool quiet = false)
    {
        var (actor, query) = (Scope.Actor, Place.ToGroups());
        if (await groups.RunAsync(ct => Groups.ListAsync(actor, query, ct), quiet) && !await JumpToNewAsync()) await CountAsync();
    }

    /// <summary>The group just created isn't on this page: go where it is (S22).</summary>
    private async Task<bool> JumpToNewAsync()
    {
        if (toFind is not { Groups: { Count: > 0 } ids } || Page is not { } page) return false;
        toFind = null;
        if (page.Items.Any(row => ids.Contains(row.Id)) || Place == DirectoryPlace.Newest(groups: true)) return false;
        await OnGo.InvokeAsync(DirectoryPlace.Newest(groups: true));
        return true;
    }

    private async Task CountAsync()
    {
        if (Page is not { } page) return;
        var search = Place.Search;
        matching = page is { Next: null, Previous: null } ? CappedCount.From(page.Items.Count) : await CountAsync(search);
        StateHasChanged();
        if ((search is null ? matching : await CountAsync(search: null)) is { } all) await OnCounted.InvokeAsync(all);
    }

    private async Task<CappedCount?> CountAsync(string? search)
    {
        var counter = new ListLoader<object>(Clock, Log, () => { });
        await counter.RunAsync(async ct => await Groups.CountAsync(Scope.Actor, search, ct), quiet: true);
        return counter.Value is int counted ? CappedCount.From(counted) : null;
    }
}
