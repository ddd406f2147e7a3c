using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>The conditions of a list as chips, and the panel that sets them; on phones one button for all (U14, U16).</summary>
public sealed partial class FilterBar
{
    private const string AddButton = "#filter-add";
    private const string AllButton = "#filters-all";
    private Panel panel = default!;
    private FilterKind? edited;
    private bool fromAll;

    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Parameter, EditorRequired] public required DirectoryScope Scope { get; set; }
    [Parameter, EditorRequired] public required DirectoryPlace Place { get; set; }
    [Parameter] public ListFields Fields { get; set; } = ListFields.None;

    /// <summary>What the ids in the filters are called; null while that is read.</summary>
    [Parameter] public IReadOnlyDictionary<DirectoryFilter, string?>? Names { get; set; }

    /// <summary>Sources seen in the list, to choose from.</summary>
    [Parameter] public IReadOnlyCollection<string> Sources { get; set; } = [];
    [Parameter] public EventCallback<DirectoryPlace> OnGo { get; set; }

    private IReadOnlyList<DirectoryFilter> Set => Place.Filters.Items;

    private IReadOnlyList<FilterKind> Kinds =>
        Place.IsGroups ? FilterKinds.Of(groups: true, Scope.IsTenant) : [.. FilterKinds.Of(groups: false, Scope.IsTenant), .. Fields.Kinds];

    private IReadOnlyList<FilterKind> Unset => [.. Kinds.Where(k => Place.Filters[k.Key] is null)];

    private AttributeField? Field(FilterKind kind) => kind.Input == FilterInput.Attribute ? Fields.Find(kind.Key[DirectoryFilter.AttributePrefix.Length..]) : null;

    private static string ChipId(string key) => $"filter-{Css.Slug(key)}";

    private string NameOf(DirectoryFilter filter) => Kinds.FirstOrDefault(k => k.Key == filter.Key)?.Name ?? filter.AttributeKey;

    private (string Text, bool Gone) Words(DirectoryFilter filter)
    {
        var kind = Kinds.FirstOrDefault(k => k.Key == filter.Key);
        var text = kind?.Input switch
        {
            FilterInput.Choice => kind.Choices.FirstOrDefault(c => c.Value == filter.Value).Text ?? filter.Value,
            FilterInput.Dates => FilterDates.Text(filter.Value),
            FilterInput.Attribute or null => Fields.Words(filter, DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime)),
            _ => Names is null ? "…" : Names.GetValueOrDefault(filter),
        };
        return (text ?? "gone", text is null);
    }

    private void OpenAll()
    {
        (fromAll, edited) = (true, null);
        panel.Open(AllButton);
    }

    private void Edit(string key) => Open(key, $"#{ChipId(key)}");

    private void Add(string key) => Open(key, AddButton);

    private void Open(string key, string beside)
    {
        edited = Kinds.FirstOrDefault(k => k.Key == key);
        fromAll = false;
        if (edited is not null) panel.Open(beside);
    }

    /// <summary>One click chooses and closes.</summary>
    private async Task PickAsync(string key, string? value)
    {
        if (fromAll) edited = null;
        else await panel.CloseAsync();
        await GoAsync(key, value);
    }

    private async Task DoneAsync()
    {
        if (fromAll && edited is not null) edited = null;
        else await panel.CloseAsync();
    }

    private Task GoAsync(string key, string? value) => Place.Filters[key] == value ? Task.CompletedTask : OnGo.InvokeAsync(Place.Filter(key, value));
}
