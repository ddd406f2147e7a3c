using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace IdentityDashboard.Ui;

/// <summary>
/// Chooses several of many by typing. The list opens on focus with the first matches; the server searches. The text
/// stays the browser's: what is typed ahead of the server's answers is never overwritten.
/// </summary>
public sealed partial class ComboPicker<TItem> : IDisposable
    where TItem : notnull
{
    private ElementReference box;
    private ElementReference field;
    private ElementReference list;
    private DotNetObjectReference<ComboPicker<TItem>>? self;
    private Debounce debounce = default!;
    private IReadOnlyList<TItem> matches = [];
    private string typed = "";
    private bool open;
    private bool stale;
    private int active = -1;

    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [Parameter] public string? Id { get; set; }
    [Parameter, EditorRequired] public string Label { get; set; } = "";
    [Parameter] public IReadOnlyList<TItem> Selected { get; set; } = [];
    [Parameter] public EventCallback<IReadOnlyList<TItem>> SelectedChanged { get; set; }

    /// <summary>Called with what is typed, "" for the first matches; 150 ms after the last key.</summary>
    [Parameter, EditorRequired] public Func<string, CancellationToken, Task<IReadOnlyList<TItem>>> Search { get; set; } = default!;
    [Parameter, EditorRequired] public Func<TItem, string> Text { get; set; } = default!;
    [Parameter] public Func<TItem, string?>? SubText { get; set; }

    /// <summary>What tells items apart; the item itself when not given.</summary>
    [Parameter] public Func<TItem, object> Key { get; set; } = item => item;
    [Parameter] public string? Placeholder { get; set; }
    [Parameter] public string EmptyText { get; set; } = "No matches";
    [Parameter] public string? Hint { get; set; }
    [Parameter] public bool Optional { get; set; }
    [Parameter] public string? Error { get; set; }
    [Parameter] public bool Autofocus { get; set; }

    /// <summary>Receives pasted text that holds addresses, in parts of up to 4,000 characters; read it with <see cref="AddressParser"/>.</summary>
    [Parameter] public EventCallback<string> OnPasteAddresses { get; set; }

    private string FieldId => Id ?? Css.Slug(Label);

    private string ListId => $"{FieldId}-list";

    [JSInvokable]
    public Task AddFromScript(string text) => InvokeAsync(() => OnPasteAddresses.InvokeAsync(text));

    public void Dispose()
    {
        debounce.Dispose();
        self?.Dispose();
    }

    protected override void OnInitialized() => debounce = new Debounce(Clock, TimeSpan.FromMilliseconds(150));

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && OnPasteAddresses.HasDelegate) await Script.SplitPasteAsync(field, self = DotNetObjectReference.Create(this));
        if (open) await Script.PlaceAsync(list, box);
    }

    private string OptionId(int place) => $"{FieldId}-o{place}";

    private Task OpenAsync() => open ? Task.CompletedTask : SearchAsync(atOnce: true);

    private Task OnTypedAsync(ChangeEventArgs e)
    {
        (typed, stale) = (e.Value as string ?? "", true);
        return SearchAsync(atOnce: false);
    }

    private Task SearchAsync(bool atOnce) => debounce.RunAsync(
        async cancellationToken =>
        {
            var found = await FindAsync(typed, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            (matches, stale, open) = (found, false, true);
            active = typed.Length > 0 && matches.Count > 0 ? 0 : -1;
            StateHasChanged();
        },
        atOnce);

    private async Task<IReadOnlyList<TItem>> FindAsync(string text, CancellationToken ct)
    {
        var found = await Search(text.Trim(), ct);
        var chosen = Selected.Select(Key).ToHashSet();
        return [.. found.Where(item => !chosen.Contains(Key(item)))];
    }

    private void Close()
    {
        debounce.Cancel();
        open = false;
        active = -1;
    }

    private async Task OnKeyAsync(KeyboardEventArgs e)
    {
        switch (e.Key)
        {
            case "ArrowDown" when !open:
                await OpenAsync();
                break;
            case "ArrowDown" when matches.Count > 0:
                active = (active + 1) % matches.Count;
                break;
            case "ArrowUp" when matches.Count > 0:
                active = active <= 0 ? matches.Count - 1 : active - 1;
                break;
            case "Enter" when stale && !e.CtrlKey && typed.Length > 0:
                await PickFirstAsync(typed);
                break;
            case "Enter" when open && !e.CtrlKey && active >= 0 && active < matches.Count:
                await PickAsync(matches[active], typed);
                break;
            case "Escape":
                Close();
                break;
            case "Backspace" when typed.Length == 0 && Selected.Count > 0:
                await RemoveAsync(Selected[^1]);
                break;
        }
    }

    /// <summary>The list still answers an earlier text: what would be chosen from it isn't what was meant.</summary>
    private async Task PickFirstAsync(string text)
    {
        if (await FindAsync(text, CancellationToken.None) is [var first, ..]) await PickAsync(first, text);
    }

    private async Task PickAsync(TItem item, string text)
    {
        if (Selected.Any(other => Key(other).Equals(Key(item)))) return;
        var chosen = SetAsync([.. Selected, item]);
        typed = "";
        await Script.TakeTextAsync(field, text);
        if (open) await SearchAsync(atOnce: true);
        await chosen;
    }

    private async Task RemoveAsync(TItem item)
    {
        var key = Key(item);
        await SetAsync([.. Selected.Where(other => !Key(other).Equals(key))]);
        await Script.FocusElementAsync(field);
        if (open) await SearchAsync(atOnce: true);
    }

    private Task SetAsync(IReadOnlyList<TItem> items)
    {
        Selected = items;
        return SelectedChanged.InvokeAsync(items);
    }
}
