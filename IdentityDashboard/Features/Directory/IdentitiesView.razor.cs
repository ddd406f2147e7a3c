using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace IdentityDashboard.Features.Directory;

/// <summary>The frame of both Identities pages: header, tabs, dialogs. Where one is stands in the URL.</summary>
public sealed partial class IdentitiesView : IDisposable
{
    private static readonly TimeSpan Marked = TimeSpan.FromSeconds(6);
    private DirectoryOutcome outcome = DirectoryOutcome.Nothing;
    private DirectoryScope? counted;
    private CappedCount? users;
    private CappedCount? groups;
    private string? wanted;
    private string? open;
    private string? wantedView;
    private string path = "";
    private DirectoryPlace place = new();
    private ListSetup? setup;

    [Inject] private DirectoryDialogs Dialogs { get; set; } = default!;
    [Inject] private IdentityQueries People { get; set; } = default!;
    [Inject] private GroupQueries Groups { get; set; } = default!;
    [Inject] private ListPreferences Preferences { get; set; } = default!;
    [Inject] private AttributeQueries Attributes { get; set; } = default!;
    [Inject] private SavedViews Views { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<IdentitiesView> Log { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter] public RenderFragment? Title { get; set; }
    [Parameter] public RenderFragment? Lead { get; set; }

    private IReadOnlyList<TabItem> Tabs =>
        [Tab(DirectoryPlace.Users, "Users", users), Tab(DirectoryPlace.Groups, "Groups", groups)];

    public void Dispose() => Navigation.LocationChanged -= FollowLocation;

    protected override void OnInitialized()
    {
        path = new Uri(Navigation.Uri).AbsolutePath;
        // OnParametersSet comes first when all is initialized, and the tab may have counted by then.
        counted = Scope;
        ReadAddress();
        Navigation.LocationChanged += FollowLocation;
    }

    protected override async Task OnInitializedAsync()
    {
        var actor = Scope.Actor;
        var preference = Task.Run(() => Preferences.GetAsync(actor, CancellationToken.None));
        var fields = Task.Run(() => Attributes.DefinitionsAsync(actor, CancellationToken.None));
        setup = new ListSetup(await TryAsync(preference) ?? new ListPreference(), await TryAsync(fields) is { } all ? new ListFields(all) : ListFields.None);
        await ReadViewsAsync();
    }

    protected override void OnParametersSet()
    {
        if (Scope.ShowsSameAs(counted)) return;
        counted = Scope;
        (users, groups) = (null, null);
    }

    /// <summary>First the name leaves the URL, then the dialog opens: dialogs close when the address changes.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (open is not null)
        {
            // Rendered again before the address has changed: going there twice would close the dialog again.
            if (wanted is not null) return;
            wanted = open;
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("open", (string?)null), replace: true);
        }
        else if (wanted is { } dialog)
        {
            wanted = null;
            if (Scope.Offers(dialog)) await OpenAsync(dialog);
        }

        if (wantedView is { } view)
        {
            wantedView = null;
            await ApplyAsync(view);
        }
    }

    /// <summary>Back, Forward and links: what the address says is what is shown (U7).</summary>
    private void FollowLocation(object? sender, LocationChangedEventArgs e)
    {
        if (new Uri(e.Location).AbsolutePath == path) _ = InvokeAsync(FollowAsync);
    }

    private async Task FollowAsync()
    {
        var tab = place.IsGroups;
        ReadAddress();
        StateHasChanged();
        if (tab != place.IsGroups) await ReadViewsAsync();
    }

    private void ReadAddress()
    {
        place = DirectoryPlace.Read(Navigation.Uri, Scope.IsTenant);
        var query = QueryHelpers.ParseQuery(new Uri(Navigation.Uri).Query);
        open = query.TryGetValue("open", out var dialog) ? dialog.FirstOrDefault() : null;
        wantedView = query.TryGetValue("view", out var view) ? view.FirstOrDefault() : null;
    }

    /// <summary>A failure is logged; the list works without.</summary>
    private async Task<T?> TryAsync<T>(Task<T> reading)
        where T : class
    {
        using var loader = new ListLoader<T>(Clock, Log, () => { });
        await loader.RunAsync(_ => reading, quiet: true);
        return loader.Value;
    }

    /// <summary>Rows are drawn once the columns are known: numbers don't come before them.</summary>
    private TabItem Tab(string key, string title, CappedCount? count) => setup is null ? new(key, title, null, false) : new(key, title, count?.Value, count?.More ?? false);

    private void ChangeTab(string? tab)
    {
        applied = null;
        Go(new DirectoryPlace(tab == DirectoryPlace.Groups));
    }

    private void Go(DirectoryPlace to)
    {
        // Typing a search is one step of the history, not one for every key.
        var typing = to.Search != place.Search && to.IsGroups == place.IsGroups && to.Filters.Equals(place.Filters);
        if (!to.IsFiltered) applied = null;
        Navigation.NavigateTo(to.Apply(Navigation.Uri), replace: typing);
    }

    private Task OpenAsync(string dialog) => OpenAsync(dialog, prefill: null);

    private Task InviteAsync(string address) => OpenAsync(DirectoryDialogNames.Invite, address);

    private async Task OpenAsync(string dialog, string? prefill)
    {
        var brought = await Dialogs.OpenAsync(Scope.Workspace, dialog, Scope.IsTenant, prefill);
        var (people, made) = (brought.Identities.Count + brought.Invitations.Count > 0, brought.Groups.Count > 0);
        if (!people && !made) return;
        outcome = brought;
        _ = ForgetAsync(brought);
        if (made != place.IsGroups && (made || people)) ChangeTab(made ? DirectoryPlace.Groups : DirectoryPlace.Users);
        StateHasChanged();
    }

    /// <summary>New rows are marked for a moment, not every time they come into view again.</summary>
    private async Task ForgetAsync(DirectoryOutcome brought)
    {
        await Task.Delay(Marked, Clock);
        if (outcome != brought) return;
        outcome = DirectoryOutcome.Nothing;
        StateHasChanged();
    }

    /// <summary>A tab has its rows: the numbers may follow now.</summary>
    private async Task CountUsers(CappedCount count)
    {
        users = count;
        groups ??= await GroupCountAsync();
    }

    private async Task CountGroups(CappedCount count)
    {
        groups = count;
        users ??= (await CountAsync(ct => People.CountAsync(Scope.Actor, new DirectoryPlace().ToPeople(Scope, ListFields.None, Clock.GetUtcNow()), ct))) is { Succeeded: true } counted ? counted.Value.Count : null;
    }

    private async Task<CappedCount?> GroupCountAsync() =>
        await CountAsync<object>(async ct => await Groups.CountAsync(Scope.Actor, text: null, ct)) is int counted ? CappedCount.From(counted) : null;

    /// <summary>Without a number the tab still works: a failure is only logged.</summary>
    private async Task<T?> CountAsync<T>(Func<CancellationToken, Task<T>> count)
        where T : class
    {
        using var counter = new ListLoader<T>(Clock, Log, () => { });
        await counter.RunAsync(count, quiet: true);
        return counter.Value;
    }
}
