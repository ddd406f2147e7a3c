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

    private ListLoader<Result<Page<IdentityRow>>> people = default!;
    private ListLoader<Result<OpenInvitations>> invitations = default!;
    private LiveReload live = default!;
    private DirectoryPlace? shown;
    private DirectoryScope? shownScope;
    private DirectoryOutcome seenOutcome = DirectoryOutcome.Nothing;
    private DirectoryOutcome? toFind;
    private CappedCount? matching;
    private bool showAllPending;

    [Inject] private IdentityQueries People { get; set; } = default!;
    [Inject] private InvitationQueries Invitations { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<UsersTab> Log { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter, EditorRequired] public required DirectoryPlace Place { get; set; }
    [Parameter] public DirectoryOutcome Outcome { get; set; } = DirectoryOutcome.Nothing;
    [Parameter] public EventCallback<DirectoryPlace> OnGo { get; set; }
    [Parameter] public EventCallback<string> OnOpen { get; set; }

    /// <summary>Invite the address that was searched for.</summary>
    [Parameter] public EventCallback<string> OnInvite { get; set; }

    /// <summary>How many people there are without filters.</summary>
    [Parameter] public EventCallback<CappedCount> OnCounted { get; set; }

    private Page<IdentityRow>? Page => people.Value is { Succeeded: true } found ? found.Value : null;

    /// <summary>Who is invited is neither active nor suspended.</summary>
    private bool ShowsPending => Place.Status is null || Place.OnlyInvited;

    private string? TotalText => matching is null ? null : Place.IsFiltered ? $"{matching} matching" : matching.ToString();

    public void Dispose()
    {
        live.Dispose();
        people.Dispose();
        invitations.Dispose();
    }

    protected override void OnInitialized()
    {
        people = new(Clock, Log, StateHasChanged);
        invitations = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Scope.Actor.AccountId,
            [ChangeTopic.Identities, ChangeTopic.Invitations, ChangeTopic.Groups, ChangeTopic.Access, ChangeTopic.Mail], InvokeAsync, () => LoadAsync(quiet: true));
    }

    protected override async Task OnParametersSetAsync()
    {
        var outcomeIsNew = Outcome != seenOutcome && Outcome != DirectoryOutcome.Nothing;
        seenOutcome = Outcome;
        if (outcomeIsNew) toFind = Outcome;
        if (!outcomeIsNew && Place == shown && Scope.ShowsSameAs(shownScope)) return;
        var (filtersChanged, quiet) = (shown?.Search != Place.Search || shown?.Status != Place.Status || !Scope.ShowsSameAs(shownScope), Place == shown);
        (shown, shownScope) = (Place, Scope);
        if (filtersChanged) matching = null;
        await LoadAsync(quiet);
    }

    private static HashSet<Guid> Fresh(IReadOnlyList<Guid> ids) => [.. ids];

    private async Task LoadAsync(bool quiet = false)
    {
        var pending = ShowsPending ? invitations.RunAsync(ReadPendingAsync, quiet) : Task.FromResult(true);
        var (scope, query) = (Scope, Place.ToPeople(Scope));
        var rows = Place.OnlyInvited || await people.RunAsync(ct => People.ListAsync(scope.Actor, query, ct), quiet);
        await pending;
        if (rows && !await JumpToNewAsync()) await CountAsync();
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
        if (toFind is not { Identities: { Count: > 0 } ids } || Page is not { } page || Place.OnlyInvited) return false;
        toFind = null;
        if (Place.IsNewestFirst || page.Items.Any(row => ids.Contains(row.Id))) return false;
        await OnGo.InvokeAsync(DirectoryPlace.Newest(groups: false));
        return true;
    }

    /// <summary>Numbers come after the rows and never hold them up; without them the list still works.</summary>
    private async Task CountAsync()
    {
        var (scope, place) = (Scope, Place);
        if (!place.OnlyInvited && Page is null) return;
        matching = place.OnlyInvited ? null : Page is { Next: null, Previous: null } page ? CappedCount.From(page.Items.Count) : await CountAsync(scope, place);
        StateHasChanged();
        if ((place.IsFiltered ? await CountAsync(scope, new DirectoryPlace()) : matching) is { } all) await OnCounted.InvokeAsync(all);
    }

    private async Task<CappedCount?> CountAsync(DirectoryScope scope, DirectoryPlace place)
    {
        var counter = new ListLoader<Result<Counted>>(Clock, Log, () => { });
        await counter.RunAsync(ct => People.CountAsync(scope.Actor, place.ToPeople(scope), ct), quiet: true);
        return counter.Value is { Succeeded: true } counted ? counted.Value.Count : null;
    }
}
