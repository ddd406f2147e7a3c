using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Ui;

/// <summary>Short notices of one circuit. Good news leaves after 6 seconds unless read; errors stay until dismissed.</summary>
internal sealed class ToastService
{
    private readonly List<Toast> toasts = [];

    public event EventHandler? Changed;

    public IReadOnlyList<Toast> Toasts => toasts;

    public void Show(string text, string? action = null, Func<Task>? onAction = null) => Show(Text(text), action, onAction);

    public void Show(RenderFragment content, string? action = null, Func<Task>? onAction = null)
        => Add(new Toast(Guid.NewGuid(), content, IsError: false, action, onAction));

    public void ShowError(string text, string? action = null, Func<Task>? onAction = null)
        => Add(new Toast(Guid.NewGuid(), Text(text), IsError: true, action, onAction));

    public void Dismiss(Toast toast)
    {
        if (toasts.Remove(toast)) Changed?.Invoke(this, EventArgs.Empty);
    }

    private void Add(Toast toast)
    {
        toasts.Add(toast);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    private static RenderFragment Text(string text) => builder => builder.AddContent(0, text);
}

internal sealed record Toast(Guid Id, RenderFragment Content, bool IsError, string? Action, Func<Task>? OnAction);
