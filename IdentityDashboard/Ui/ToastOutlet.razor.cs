using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Ui;

public sealed partial class ToastOutlet : IDisposable
{
    private static readonly TimeSpan Stay = TimeSpan.FromSeconds(6);

    private readonly HashSet<Guid> timed = [];
    private CancellationTokenSource leaving = new();
    private bool held;

    [Inject] private ToastService Service { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    public void Dispose()
    {
        Service.Changed -= OnChanged;
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override void OnInitialized() => Service.Changed += OnChanged;

    private void OnChanged(object? sender, EventArgs e) => _ = InvokeAsync(() =>
    {
        StartTimers();
        StateHasChanged();
    });

    private void Hold()
    {
        held = true;
        leaving.Cancel();
        leaving.Dispose();
        leaving = new CancellationTokenSource();
        timed.Clear();
    }

    private void Release()
    {
        held = false;
        StartTimers();
    }

    private void StartTimers()
    {
        if (held) return;
        foreach (var toast in Service.Toasts.Where(toast => !toast.IsError && timed.Add(toast.Id)).ToArray()) _ = LeaveAsync(toast, leaving.Token);
    }

    private async Task LeaveAsync(Toast toast, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Stay, Clock, cancellationToken);
            Service.Dismiss(toast);
        }
        catch (OperationCanceledException)
        {
            // Somebody reads it: the time starts anew when they leave.
        }
    }

    private async Task ActAsync(Toast toast)
    {
        Service.Dismiss(toast);
        if (toast.OnAction is not null) await toast.OnAction();
    }
}
