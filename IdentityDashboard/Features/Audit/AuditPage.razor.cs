using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Audit;

/// <summary>The record, a page at a time; one entry opens beside it.</summary>
public sealed partial class AuditPage : IDisposable
{
    private static readonly Dictionary<AuditGroup, string> Names = new()
    {
        [AuditGroup.Access] = "Access",
        [AuditGroup.Identity] = "Identity",
        [AuditGroup.Invitation] = "Invitation",
        [AuditGroup.SignIn] = "Sign-in",
        [AuditGroup.Group] = "Group",
        [AuditGroup.Settings] = "Settings",
    };

    private ListLoader<Result<Page<AuditRow>>> loader = default!;
    private LiveReload live = default!;
    private (string?, string?, string?)? shown;
    private AuditRow? open;

    [Inject] private AuditQueries Queries { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private ILogger<AuditPage> Log { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }
    [SupplyParameterFromQuery(Name = "kind")] private string? Kind { get; set; }
    [SupplyParameterFromQuery(Name = "at")] private string? At { get; set; }

    private AuditGroup? Group => Enum.TryParse<AuditGroup>(Kind, ignoreCase: true, out var group) && Names.ContainsKey(group) ? group : null;

    private bool IsFiltered => !string.IsNullOrWhiteSpace(Search) || Group is not null;

    private Page<AuditRow>? Page => loader.Value is { Succeeded: true } found ? found.Value : null;

    public void Dispose()
    {
        live.Dispose();
        loader.Dispose();
    }

    protected override void OnInitialized()
    {
        loader = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Workspace.Actor.AccountId, Enum.GetValues<ChangeTopic>(), InvokeAsync, () => LoadAsync(quiet: true));
    }

    protected override async Task OnParametersSetAsync()
    {
        if (shown == (Search, Kind, At)) return;
        shown = (Search, Kind, At);
        await LoadAsync();
    }

    private async Task LoadAsync(bool quiet = false)
    {
        var (actor, query) = (Workspace.Actor, new AuditListQuery(Search, Group, At));
        await loader.RunAsync(ct => Queries.ListAsync(actor, query, ct), quiet);
    }

    private void Go(string? search, string? kind, string? at)
    {
        open = null;
        var typing = kind == Kind && at is null && At is null;
        var uri = Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["q"] = string.IsNullOrWhiteSpace(search) ? null : search.Trim(),
            ["kind"] = kind?.ToLowerInvariant(),
            ["at"] = at,
        });
        Navigation.NavigateTo(uri, replace: typing);
    }

    private void Toggle(AuditRow row) => open = open?.Sequence == row.Sequence ? null : row;

    private async Task CloseAsync()
    {
        var entry = open?.Sequence;
        open = null;
        await Script.FocusAsync($"#entry-{entry}");
    }

    /// <summary>The entry so many places further down the page, if it is on the page.</summary>
    private AuditRow? Neighbour(int steps)
    {
        var rows = Page?.Items ?? [];
        var at = rows.TakeWhile(row => row.Sequence != open?.Sequence).Count();
        return at < rows.Count ? rows.ElementAtOrDefault(at + steps) : null;
    }

    private string Day(DateTime day)
    {
        var now = Clock.GetUtcNow();
        return (now.UtcDateTime.Date - day).Days switch
        {
            0 => "Today",
            1 => "Yesterday",
            _ => RelativeTimeText.Day(new DateTimeOffset(day, TimeSpan.Zero), now),
        };
    }
}
