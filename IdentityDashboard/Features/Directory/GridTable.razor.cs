using System.Globalization;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace IdentityDashboard.Features.Directory;

/// <summary>A row that was ticked or unticked.</summary>
/// <param name="Id">Null for the whole page.</param>
/// <param name="Range">With all rows since the last one.</param>
public sealed record PickedRow(Guid? Id, bool On, bool Range);

/// <summary>The rows of a list. What is clicked in them comes from one listener in the browser, not one per row.</summary>
public sealed partial class GridTable : IDisposable
{
    private const int SkeletonRows = 10;
    private static readonly HashSet<Guid> None = [];
    private ElementReference table;
    private DotNetObjectReference<GridTable>? self;

    [Inject] private ListScript Script { get; set; } = default!;

    [Parameter, EditorRequired] public string Label { get; set; } = "";
    [Parameter, EditorRequired] public required IReadOnlyList<ListColumn> Columns { get; set; }

    /// <summary>Null while they load.</summary>
    [Parameter] public IReadOnlyList<GridRow>? Rows { get; set; }
    [Parameter] public string? Class { get; set; }

    /// <summary>Groups are square, people round.</summary>
    [Parameter] public bool Square { get; set; }
    [Parameter] public bool IsCompact { get; set; }

    /// <summary>The key the list is sorted by.</summary>
    [Parameter] public string Sorted { get; set; } = "name";
    [Parameter] public bool Descending { get; set; }

    /// <summary>Rows to mark as new.</summary>
    [Parameter] public IReadOnlySet<Guid> Fresh { get; set; } = None;

    /// <summary>Rows that no longer belong on the page.</summary>
    [Parameter] public IReadOnlySet<Guid> Gone { get; set; } = None;

    /// <summary>The row whose menu is open.</summary>
    [Parameter] public Guid? OpenRow { get; set; }
    [Parameter] public EventCallback<string> OnSort { get; set; }
    [Parameter] public EventCallback<PickedRow> OnPick { get; set; }
    [Parameter] public EventCallback<Guid> OnMenu { get; set; }
    [Parameter] public EventCallback OnClear { get; set; }

    /// <summary>Whether somebody points at the rows or has the focus in them. Renders nothing by itself.</summary>
    [Parameter] public Func<bool, Task>? OnHold { get; set; }

    [Parameter, EditorRequired] public required IRowSelection Selection { get; set; }

    private bool HasSelection => !Selection.IsEmpty;

    private bool? PageState => Rows is { Count: > 0 } ? Selection.Of([.. Rows.Select(r => r.Id)]) : false;

    public static string MenuSelector(Guid id) => $"[data-menu='{id}']";

    /// <returns>Whether the row, or the whole page, is ticked now: what the box has to show.</returns>
    [JSInvokable]
    public async Task<bool> PickFromScript(string id, bool on, bool range)
    {
        var (page, row) = (id == "page" && Rows is { Count: > 0 }, Find(id));
        if (page || row is not null) await InvokeAsync(() => OnPick.InvokeAsync(new PickedRow(row?.Id, on, range)));
        return row is null ? PageState == true : Selection.Has(row.Id);
    }

    [JSInvokable]
    public Task MenuFromScript(string id) => InvokeAsync(() => Find(id) is { } row ? OnMenu.InvokeAsync(row.Id) : Task.CompletedTask);

    [JSInvokable]
    public Task HoldFromScript(bool held) => InvokeAsync(() => OnHold?.Invoke(held) ?? Task.CompletedTask);

    [JSInvokable]
    public Task ClearFromScript() => InvokeAsync(OnClear.InvokeAsync);

    public void Dispose() => self?.Dispose();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Script.WatchRowsAsync(table, self = DotNetObjectReference.Create(this));
    }

    private GridRow? Find(string id) => Rows?.FirstOrDefault(r => r.Key == id);

    private string? Look(Guid id, bool picked) => Css.Join(picked ? "sel" : null, Fresh.Contains(id) ? "new" : null, Gone.Contains(id) ? "gone" : null) is { Length: > 0 } look ? look : null;

    private bool IsSorted(ListColumn column) => column.Sort is not null && column.Sort == Sorted;

    private string? Order(ListColumn column) => !IsSorted(column) ? null : Descending ? "descending" : "ascending";

    private static string Width(int row, int least) => string.Create(CultureInfo.InvariantCulture, $"inline-size:{least + row * 3 % 4 * 10}%");
}
