using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace IdentityDashboard.Ui;

/// <summary>
/// The frame of every dialog: head, body, sticky footer. It submits once at a time, focuses the first
/// field marked <c>aria-invalid</c> after a submit that did not close it, and asks before typed input is lost.
/// </summary>
public sealed partial class DialogFrame : IAsyncDisposable
{
    private const string Unavailable = "The database doesn’t answer. Nothing here is lost: try again in a moment.";
    private readonly string key = $"dlg-{Guid.NewGuid():N}";
    private ElementReference frame;
    private DotNetObjectReference<DialogFrame>? self;
    private bool busy;
    private bool asking;
    private bool gone;
    private bool focusInvalid;
    private string? failure;

    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private ILogger<DialogFrame> Log { get; set; } = default!;

    [Parameter, EditorRequired] public string Title { get; set; } = "";
    [Parameter] public string? Description { get; set; }
    [Parameter] public RenderFragment? DescriptionContent { get; set; }
    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>At the start of the footer: a secondary button, "Create another".</summary>
    [Parameter] public RenderFragment? FooterStart { get; set; }

    [Parameter] public string SubmitText { get; set; } = "Save";
    [Parameter] public string? SubmitIcon { get; set; }
    [Parameter] public bool ShowSubmit { get; set; } = true;
    [Parameter] public bool Danger { get; set; }

    /// <summary>Checks, then saves and closes by <see cref="Dialogs.Close"/>; or sets errors and returns.</summary>
    [Parameter] public EventCallback OnSubmit { get; set; }

    /// <summary>Something was typed that closing would lose.</summary>
    [Parameter] public bool IsDirty { get; set; }

    /// <summary>Null leaves the button out: the X stays.</summary>
    [Parameter] public string? CancelText { get; set; } = "Cancel";

    /// <summary>What the dialog answers when closed without submit; null counts as cancelled.</summary>
    [Parameter] public object? CancelResult { get; set; }

    /// <summary>What is wrong with the form as a whole; shown at the top of the body and read out.</summary>
    [Parameter] public string? FormError { get; set; }

    [JSInvokable]
    public Task CloseFromScript() => InvokeAsync(CancelAsync);

    [JSInvokable]
    public Task SubmitFromScript() => InvokeAsync(() => ShowSubmit ? SubmitAsync() : Task.CompletedTask);

    public async ValueTask DisposeAsync()
    {
        gone = true;
        await Script.DialogClosedAsync(key);
        self?.Dispose();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            self = DotNetObjectReference.Create(this);
            await Script.DialogOpenedAsync(key, frame, self);
        }

        if (!focusInvalid) return;
        focusInvalid = false;
        await Script.FocusFirstInvalidAsync(frame);
    }

    private async Task SubmitAsync()
    {
        if (busy) return;
        (busy, failure) = (true, null);
        StateHasChanged();
        try
        {
            await OnSubmit.InvokeAsync();
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            Log.LogError(e, "What a dialog was to do couldn't be done.");
            failure = Unavailable;
        }
        finally
        {
            busy = false;
            focusInvalid = true;
            if (!gone) StateHasChanged();
        }
    }

    private async Task CancelAsync()
    {
        if (busy || asking) return;
        if (IsDirty && !await DiscardAsync()) return;
        Dialogs.Close(CancelResult);
    }

    private async Task<bool> DiscardAsync()
    {
        asking = true;
        try
        {
            return await Dialogs.ConfirmAsync("Discard what you typed?", "Nothing has been saved yet.", verb: "Discard", danger: true, cancelText: "Keep editing");
        }
        finally
        {
            asking = false;
        }
    }
}
