using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>People and those still invited: reads a page for the place in the URL, then the numbers.</summary>
public sealed partial class UsersTab : IDisposable
{
    private const int FewPending = 5;
    private const int ManyPending = 200;
    private static readonly IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>> NoValues = new Dictionary<Guid, IReadOnlyDictionary<string, string>>();

    private readonly GridState<IdentityRow> grid = new(row => row.Id);
    private ListLoader<LoadedPeople> people = default!;
    private ListLoader<Result<OpenInvitations>> invitations = default!;
    private LiveReload live = default!;
    private RowMenu menu = default!;
    private LoadedPeople? drawn;
    private IReadOnlyList<ListColumn> columns = [];
    private IReadOnlyList<GridRow>? rows;
    private IReadOnlyDictionary<DirectoryFilter, string?>? names;
    private DirectoryPlace? shown;
    private DirectoryScope? shownScope;
    private ListSetup? shownSetup;
    private DirectoryOutcome seenOutcome = DirectoryOutcome.Nothing;
    private DirectoryOutcome? toFind;
    private CappedCount? matching;
    private bool showAllPending;

    [Inject] private IdentityQueries People { get; set; } = default!;
    [Inject] private InvitationQueries Invitations { get; set; } = default!;
    [Inject] private AttributeQueries Attributes { get; set; } = default!;
    [Inject] private FilterNames Words { get; set; } = default!;
    [Inject] private UserActions Actions { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<UsersTab> Log { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter, EditorRequired] public required DirectoryPlace Place { get; set; }

    /// <summary>Null while it is read; rows are drawn once it is there.</summary>
    [Parameter] public ListSetup? Setup { get; set; }
    [Parameter] public DirectoryOutcome Outcome { get; set; } = DirectoryOutcome.Nothing;

    /// <summary>Views, columns: before the tab's own button.</summary>
    [Parameter] public RenderFragment? Tools { get; set; }
    [Parameter] public EventCallback<DirectoryPlace> OnGo { get; set; }
    [Parameter] public EventCallback<string> OnOpen { get; set; }

    /// <summary>Invite the address that was searched for.</summary>
    [Parameter] public EventCallback<string> OnInvite { get; set; }

    /// <summary>How many people there are without filters.</summary>
    [Parameter] public EventCallback<CappedCount> OnCounted { get; set; }

    /// <summary>Who is invited has no state yet, and none of what the other filters ask for.</summary>
    private bool ShowsPending => Place.Filters.IsEmpty || Place.OnlyInvited;

    private string? TotalText => matching is null ? null : Place.IsFiltered ? $"{matching} matching" : matching.ToString();

    private int? From => grid.From(drawn?.Place ?? Place, matching);

    private IReadOnlyCollection<string> Sources => [.. (grid.Page.Shown?.Items ?? []).Select(r => r.Source).Distinct(StringComparer.Ordinal)];

    private bool SomethingGone => names is not null && names.Values.Any(name => name is null)
        || (Setup is { } setup && Place.Filters.Items.Any(f => f.IsAttribute && setup.Fields.Words(f, DateOnly.MinValue) is null));

    public void Dispose()
    {
        live.Dispose();
        people.Dispose();
        invitations.Dispose();
    }

    protected override void OnInitialized()
    {
        people = new(Clock, Log, Receive);
        invitations = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Scope.Actor.AccountId,
            [ChangeTopic.Identities, ChangeTopic.Invitations, ChangeTopic.Groups, ChangeTopic.Access, ChangeTopic.Mail], InvokeAsync, () => LoadAsync(quiet: true));
    }

    protected override async Task OnParametersSetAsync()
    {
        var outcomeIsNew = Outcome != seenOutcome && Outcome != DirectoryOutcome.Nothing;
        seenOutcome = Outcome;
        if (outcomeIsNew) toFind = Outcome;
        var setupIsNew = Setup != shownSetup || Place.Columns != shown?.Columns;
        shownSetup = Setup;
        if (setupIsNew) Draw();
        var readsMore = setupIsNew && (NeedsFields || columns.Any(c => c.IsAttribute));
        if (!outcomeIsNew && !readsMore && Place == shown && Scope.ShowsSameAs(shownScope)) return;

        var (filtersChanged, quiet) = (!Place.FiltersAs(shown) || !Scope.ShowsSameAs(shownScope), Place == shown);
        (shown, shownScope) = (Place, Scope);
        if (filtersChanged) Forget();
        await LoadAsync(quiet);
    }

    private static HashSet<Guid> Fresh(IReadOnlyList<Guid> ids) => [.. ids];

    private bool NeedsFields => Place.Filters.Items.Any(f => f.IsAttribute);

    /// <summary>Other filters are another list: what was ticked or counted no longer fits.</summary>
    private void Forget()
    {
        (matching, names) = (null, null);
        if (!grid.Selection.IsEmpty) Toasts.Show("The selection was cleared: other filters are another list.");
        grid.Selection.Clear();
    }

    private async Task LoadAsync(bool quiet = false)
    {
        // Which attribute a filter means is known only with the setup, which comes in a moment.
        if (Setup is null && NeedsFields) return;
        var pending = ShowsPending ? invitations.RunAsync(ReadPendingAsync, quiet) : Task.FromResult(true);
        var naming = NameAsync();
        var read = Place.OnlyInvited || await people.RunAsync(Reading(quiet), quiet);
        await Task.WhenAll(pending, naming);
        if (read && !await JumpToNewAsync()) await CountAsync();
    }

    private Func<CancellationToken, Task<LoadedPeople>> Reading(bool quiet)
    {
        var (scope, place, query, withValues) = (Scope, Place, Query(Place), columns.Any(c => c.IsAttribute));
        return async ct =>
        {
            var result = await People.ListAsync(scope.Actor, query, ct);
            var values = withValues && result.Succeeded ? await Attributes.ValuesOfAsync(scope.Actor.AccountId, [.. result.Value.Items.Select(r => r.Id)], ct) : NoValues;
            return new LoadedPeople(scope.EnvironmentId, place, result, values, quiet);
        };
    }

    private IdentityListQuery Query(DirectoryPlace place) => place.ToPeople(Scope, Setup?.Fields ?? ListFields.None, Clock.GetUtcNow());

    /// <summary>A page is there: shown at once, or held back while somebody is busy with the rows.</summary>
    private void Receive()
    {
        if (people.Value is not { } loaded)
        {
            grid.Page.Show(null);
        }
        else if (loaded != drawn)
        {
            if (loaded.Result.Succeeded && loaded.Quiet) grid.Page.Offer(loaded.Result.Value, grid.IsHeld, loaded.List);
            else grid.Page.Show(loaded.Result.Succeeded ? loaded.Result.Value : null, loaded.List);
        }

        drawn = people.Value;
        Draw();
        StateHasChanged();
    }

    private void Draw()
    {
        columns = Setup?.Columns(Place) ?? [];
        var look = new UserRows(columns, Setup?.Fields ?? ListFields.None, Scope.IsTenant, Clock.GetUtcNow(), drawn?.Values ?? NoValues);
        rows = Setup is null ? null : grid.Page.Shown?.Items.Select(row => look.Show(row, grid.Page.Gone.Contains(row.Id))).ToList();
    }

    private async Task NameAsync()
    {
        if (names is not null || Place.Filters.IsEmpty) return;
        var (scope, filters) = (Scope, Place.Filters);
        using var loader = new ListLoader<IReadOnlyDictionary<DirectoryFilter, string?>>(Clock, Log, () => { });
        if (!await loader.RunAsync(ct => Words.ReadAsync(scope, filters, ct), quiet: true) || !filters.Equals(Place.Filters)) return;
        names = loader.Value;
        StateHasChanged();
    }

    private Task<Result<OpenInvitations>> ReadPendingAsync(CancellationToken ct)
    {
        var take = showAllPending || Place.OnlyInvited ? ManyPending : FewPending;
        return Scope.EnvironmentId is { } environment
            ? Invitations.OpenAsync(Scope.Actor, environment, Place.Search, take, ct)
            : Invitations.OpenInAccountAsync(Scope.Actor, Place.Search, take, ct);
    }

    private async Task ShowAllPendingAsync()
    {
        showAllPending = true;
        await invitations.RunAsync(ReadPendingAsync, quiet: true);
    }

    /// <summary>Whom a dialog just created isn't on this page: go where they are.</summary>
    private async Task<bool> JumpToNewAsync()
    {
        if (toFind is not { Identities: { Count: > 0 } ids } || grid.Page.Shown is not { } page || Place.OnlyInvited) return false;
        toFind = null;
        if (Place.IsNewestFirst || page.Items.Any(row => ids.Contains(row.Id))) return false;
        await OnGo.InvokeAsync(DirectoryPlace.Newest(groups: false));
        return true;
    }

    /// <summary>Numbers come after the rows and never hold them up; without them the list still works.</summary>
    private async Task CountAsync()
    {
        var place = Place;
        if (!place.OnlyInvited && grid.Page.Shown is null) return;
        matching = place.OnlyInvited ? null : grid.Page.Shown is { Next: null, Previous: null } page ? CappedCount.From(page.Items.Count) : await CountAsync(place);
        StateHasChanged();
        if ((place.IsFiltered ? await CountAsync(new DirectoryPlace()) : matching) is { } all) await OnCounted.InvokeAsync(all);
    }

    private async Task<CappedCount?> CountAsync(DirectoryPlace place)
    {
        var (scope, query) = (Scope, Query(place));
        using var counter = new ListLoader<Result<Counted>>(Clock, Log, () => { });
        await counter.RunAsync(ct => People.CountAsync(scope.Actor, query, ct), quiet: true);
        return counter.Value is { Succeeded: true } counted ? counted.Value.Count : null;
    }

    private sealed record LoadedPeople(Guid? EnvironmentId, DirectoryPlace Place, Result<Page<IdentityRow>> Result, IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>> Values, bool Quiet)
    {
        public object List => (EnvironmentId, Place);
    }
}
