using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Audit;

/// <summary>The record, a page at a time; one entry opens beside it. What is asked for stands in the URL.</summary>
public sealed partial class AuditPage : IDisposable
{
    private static readonly IReadOnlyDictionary<long, string> Nothing = new Dictionary<long, string>();

    private ListLoader<Result<AuditScreen>> loader = default!;
    private LiveReload live = default!;
    private AuditPlace? shown;
    private AuditRow? open;
    private IReadOnlyDictionary<long, string> undoable = Nothing;

    [Inject] private AuditQueries Queries { get; set; } = default!;
    [Inject] private AuditNames Names { get; set; } = default!;
    [Inject] private AuditUndos Undos { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private ILogger<AuditPage> Log { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [SupplyParameterFromQuery(Name = "q")] private string? Search { get; set; }
    [SupplyParameterFromQuery(Name = "kind")] private string? Kind { get; set; }
    [SupplyParameterFromQuery(Name = "action")] private string? Action { get; set; }
    [SupplyParameterFromQuery(Name = "actor")] private string? ActorId { get; set; }
    [SupplyParameterFromQuery(Name = "target")] private string? Target { get; set; }
    [SupplyParameterFromQuery(Name = "when")] private string? When { get; set; }
    [SupplyParameterFromQuery(Name = "from")] private string? From { get; set; }
    [SupplyParameterFromQuery(Name = "to")] private string? To { get; set; }
    [SupplyParameterFromQuery(Name = "at")] private string? At { get; set; }

    private AuditPlace Place => AuditPlace.Read(name => name switch
    {
        "q" => Search, "kind" => Kind, "action" => Action, "actor" => ActorId, "target" => Target, "when" => When, "from" => From, "to" => To, _ => At,
    });

    private AuditScreen? Screen => loader.Value is { Succeeded: true } found ? found.Value : null;

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
        if (shown == Place) return;
        (shown, open) = (Place, null);
        await LoadAsync();
    }

    private static string ExportHref(string format, AuditPlace place)
    {
        var filters = place.First().ToQueryString();
        return $"/audit/export?format={format}{(filters.Length == 0 ? "" : $"&{filters[1..]}")}";
    }

    private string ExportHref(string format) => ExportHref(format, Place);

    private async Task LoadAsync(bool quiet = false)
    {
        var (actor, place) = (Workspace.Actor, Place);
        if (!place.IsReadable || !await loader.RunAsync(ct => ReadAsync(actor, place, ct), quiet)) return;
        undoable = Screen is { Page.Items: var rows } ? await Undos.OfferedAsync(actor, rows, CancellationToken.None) : Nothing;
    }

    private async Task<Result<AuditScreen>> ReadAsync(Actor actor, AuditPlace place, CancellationToken ct)
    {
        var page = await Queries.ListAsync(actor, place.ToList(Clock.GetUtcNow()), ct);
        if (!page.Succeeded) return page.Error!;
        var (acting, about) = await Names.OfAsync(actor, place.ActorId, place.TargetId, ct);
        return new AuditScreen(page.Value, acting, about);
    }

    /// <summary>What is typed replaces what was typed before it in the history, so that Back leaves the search as a whole.</summary>
    private void Go(AuditPlace place)
    {
        var typing = Place.At is null && place == Place with { Search = place.Search };
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(place.ToQuery()), replace: typing);
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
        var rows = Screen?.Page.Items ?? [];
        var at = rows.TakeWhile(row => row.Sequence != open?.Sequence).Count();
        return at < rows.Count ? rows.ElementAtOrDefault(at + steps) : null;
    }

    /// <summary>In the order of the rows: a clock that jumped back shows a day twice.</summary>
    private static IEnumerable<(DateTime Day, List<AuditRow> Rows)> Days(IReadOnlyList<AuditRow> rows)
    {
        List<AuditRow> day = [];
        foreach (var row in rows)
        {
            if (day.Count > 0 && day[0].At.UtcDateTime.Date != row.At.UtcDateTime.Date)
            {
                yield return (day[0].At.UtcDateTime.Date, day);
                day = [];
            }

            day.Add(row);
        }

        if (day.Count > 0) yield return (day[0].At.UtcDateTime.Date, day);
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

/// <param name="ActorName">Of the actor that is filtered by, if the record knows it.</param>
internal sealed record AuditScreen(Page<AuditRow> Page, string? ActorName, string? TargetName);
