using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace IdentityDashboard.Ui;

/// <summary>Many addresses in one field. It splits and de-duplicates; what an entry is worth, <see cref="StateOf"/> says.</summary>
public sealed partial class ChipInput : IDisposable
{
    private ElementReference field;
    private DotNetObjectReference<ChipInput>? self;
    private string typed = "";
    private bool expanded;

    [Inject] private UiScript Script { get; set; } = default!;

    [Parameter] public string? Id { get; set; }
    [Parameter] public string Label { get; set; } = "Email addresses";
    [Parameter] public IReadOnlyList<AddressChip> Value { get; set; } = [];
    [Parameter] public EventCallback<IReadOnlyList<AddressChip>> ValueChanged { get; set; }
    [Parameter] public Func<AddressChip, ChipState>? StateOf { get; set; }
    [Parameter] public string? Hint { get; set; }
    [Parameter] public RenderFragment? HintContent { get; set; }
    [Parameter] public string? Error { get; set; }
    [Parameter] public string? Placeholder { get; set; } = "name@company.com";
    [Parameter] public bool Autofocus { get; set; }

    /// <summary>Chips drawn before "+ N more".</summary>
    [Parameter] public int MaxShown { get; set; } = 40;

    /// <summary>Ctrl+Enter, after the typed rest has become a chip. Not needed inside a <see cref="DialogFrame"/>, which submits by itself.</summary>
    [Parameter] public EventCallback OnSubmit { get; set; }

    private string FieldId => Id ?? Css.Slug(Label);

    private IEnumerable<AddressChip> Shown => expanded ? Value : Value.Take(MaxShown);

    private int Hidden => expanded ? 0 : Math.Max(0, Value.Count - MaxShown);

    private RenderFragment? CountText => Value.Count < 2 ? null : builder =>
        builder.AddContent(0, string.Create(CultureInfo.InvariantCulture, $"{Value.Count:N0} addresses"));

    /// <summary>Turns what is still being typed into chips. Call it before reading <see cref="Value"/> at submit.</summary>
    public async Task CommitAsync()
    {
        var rest = typed;
        typed = "";
        await AddAsync(rest);
    }

    /// <summary>Receives one part of a long paste.</summary>
    [JSInvokable]
    public Task AddFromScript(string text) => InvokeAsync(async () =>
    {
        await AddAsync(text);
        StateHasChanged();
    });

    public void Dispose() => self?.Dispose();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender) await Script.SplitInputAsync(field, self = DotNetObjectReference.Create(this));
    }

    private static string? ClassOf(ChipKind kind) => kind == ChipKind.Plain ? null : $"tok-{kind.ToString().ToLowerInvariant()}";

    private static string? IconOf(ChipKind kind) => kind switch
    {
        ChipKind.Warn => "alert",
        ChipKind.Bad => "stop",
        ChipKind.Known => "check",
        _ => null,
    };

    private async Task TakeCompleteAsync()
    {
        var (complete, rest) = AddressParser.SplitTyped(typed);
        if (complete.Length == 0) return;
        typed = rest;
        await AddAsync(complete);
    }

    private async Task OnKeyAsync(KeyboardEventArgs e)
    {
        if (e.Key == "Backspace" && typed.Length == 0 && Value.Count > 0) await SetAsync([.. Value.SkipLast(1)]);
        if (e.Key != "Enter" || !(e.CtrlKey || e.MetaKey) || !OnSubmit.HasDelegate) return;

        await CommitAsync();
        await OnSubmit.InvokeAsync();
    }

    private Task AddAsync(string text)
    {
        var merged = AddressParser.Merge(Value, AddressParser.Parse(text));
        return merged.SequenceEqual(Value) ? Task.CompletedTask : SetAsync(merged);
    }

    private Task SetAsync(IReadOnlyList<AddressChip> chips)
    {
        Value = chips;
        return ValueChanged.InvokeAsync(chips);
    }

    private async Task RemoveAsync(AddressChip chip)
    {
        await SetAsync([.. Value.Where(other => other != chip)]);
        await FocusFieldAsync();
    }

    private Task FocusFieldAsync() => Script.FocusElementAsync(field);
}
