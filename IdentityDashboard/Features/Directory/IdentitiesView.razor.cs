using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>The frame of both Identities pages: header, tabs, dialogs. Where one is stands in the URL.</summary>
public sealed partial class IdentitiesView
{
    private static readonly TimeSpan Marked = TimeSpan.FromSeconds(6);
    private DirectoryOutcome outcome = DirectoryOutcome.Nothing;
    private DirectoryScope? counted;
    private CappedCount? users;
    private CappedCount? groups;
    private string? wanted;

    [Inject] private DirectoryDialogs Dialogs { get; set; } = default!;
    [Inject] private IdentityQueries People { get; set; } = default!;
    [Inject] private GroupQueries Groups { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<IdentitiesView> Log { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter] public RenderFragment? Title { get; set; }
    [Parameter] public RenderFragment? Lead { get; set; }

    [SupplyParameterFromQuery(Name = "tab")] private string? Tab { get; set; }
    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }
    [SupplyParameterFromQuery(Name = "status")] private string? Status { get; set; }
    [SupplyParameterFromQuery(Name = "sort")] private string? Sort { get; set; }
    [SupplyParameterFromQuery(Name = "dir")] private string? Direction { get; set; }
    [SupplyParameterFromQuery(Name = "at")] private string? At { get; set; }
    [SupplyParameterFromQuery(Name = "from")] private int? From { get; set; }

    /// <summary>A dialog to open once: deep links of the Setup Guide and the navigation.</summary>
    [SupplyParameterFromQuery(Name = "open")] private string? Open { get; set; }

    private DirectoryPlace Place => DirectoryPlace.Read(Tab, Search, Status, Sort, Direction, At, From);

    private IReadOnlyList<TabItem> Tabs =>
        [new(DirectoryPlace.Users, "Users", users?.Value, users?.More ?? false), new(DirectoryPlace.Groups, "Groups", groups?.Value, groups?.More ?? false)];

    protected override void OnParametersSet()
    {
        if (Scope.ShowsSameAs(counted)) return;
        counted = Scope;
        (users, groups) = (null, null);
    }

    /// <summary>First the name leaves the URL, then the dialog opens: dialogs close when the address changes.</summary>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Open is not null)
        {
            // Rendered again before the address has changed: going there twice would close the dialog again.
            if (wanted is not null) return;
            wanted = Open;
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("open", (string?)null), replace: true);
        }
        else if (wanted is { } dialog)
        {
            wanted = null;
            if (Scope.Offers(dialog)) await OpenAsync(dialog);
        }
    }

    private void ChangeTab(string? tab) => Go(new DirectoryPlace(tab == DirectoryPlace.Groups));

    private void Go(DirectoryPlace place)
    {
        // Typing a search is one step of the history, not one for every key.
        var typing = place.Search != Place.Search && place.IsGroups == Place.IsGroups && place.Status == Place.Status;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(place.ToQuery()), replace: typing);
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
        if (made != Place.IsGroups && (made || people)) ChangeTab(made ? DirectoryPlace.Groups : DirectoryPlace.Users);
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
        users ??= (await CountAsync(ct => People.CountAsync(Scope.Actor, new DirectoryPlace().ToPeople(Scope), ct))) is { Succeeded: true } counted ? counted.Value.Count : null;
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
