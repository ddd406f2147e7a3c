using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Radzen;

namespace IdentityDashboard.Ui;

/// <summary>
/// Opens dialogs, one above the other if need be; each builds its content in a <see cref="DialogFrame"/>.
/// Escape, the mask and the title bar of Radzen are off: the frame has its own and asks before typed input is lost.
/// Another page closes them, and so does a link inside; another filter or tab of the same page behind them doesn't.
/// </summary>
internal sealed class Dialogs : IDisposable
{
    private readonly DialogService radzen;
    private readonly NavigationManager navigation;
    private string path;
    private int open;

    public Dialogs(DialogService radzen, NavigationManager navigation)
    {
        (this.radzen, this.navigation) = (radzen, navigation);
        path = PathOf(navigation.Uri);
        navigation.LocationChanged += OnLocationChanged;
    }

    public void Dispose() => navigation.LocationChanged -= OnLocationChanged;

    /// <returns>What the dialog closed with; the default when it was cancelled.</returns>
    public Task<TResult?> ShowAsync<TDialog, TResult>(string title, IDictionary<string, object?>? parameters = null, bool wide = false)
        where TDialog : IComponent
        => OpenAsync<TDialog, TResult>(title, parameters, "ui-dialog", wide ? "58rem" : "40rem");

    /// <summary>Closes the uppermost dialog.</summary>
    public void Close(object? result = null) => radzen.Close(result);

    /// <summary>Closes all of them as if cancelled, without asking: for when whoever opened them may no longer act.</summary>
    /// <returns>Whether there was one.</returns>
    public bool CloseAll()
    {
        var there = open;
        for (var left = there; left > 0; left--) radzen.Close();
        return there > 0;
    }

    /// <param name="title">What will be done: "Suspend Pat Lee".</param>
    /// <param name="text">One sentence on what it means.</param>
    /// <param name="consequences">Bullets, with numbers.</param>
    /// <param name="verb">The button: "Suspend".</param>
    /// <param name="danger">A filled red button, for what destroys or locks out.</param>
    /// <param name="cancelText">The way back: "Keep editing".</param>
    public Task<bool> ConfirmAsync(string title, string text, IReadOnlyList<string>? consequences = null, string verb = "Continue", bool danger = false, string cancelText = "Cancel")
        => OpenAsync<ConfirmDialog, bool>(
            title,
            new Dictionary<string, object?>
            {
                [nameof(ConfirmDialog.Title)] = title,
                [nameof(ConfirmDialog.Text)] = text,
                [nameof(ConfirmDialog.Consequences)] = consequences ?? [],
                [nameof(ConfirmDialog.Verb)] = verb,
                [nameof(ConfirmDialog.Danger)] = danger,
                [nameof(ConfirmDialog.CancelText)] = cancelText,
            },
            "ui-dialog ui-dialog-s", "28rem");

    private async Task<TResult?> OpenAsync<TDialog, TResult>(string title, IDictionary<string, object?>? parameters, string cssClass, string width)
        where TDialog : IComponent
    {
        var options = new DialogOptions
        {
            ShowTitle = false,
            ShowClose = false,
            CloseDialogOnEsc = false,
            CloseDialogOnOverlayClick = false,
            AutoFocusFirstElement = false,
            AriaLabel = title,
            Width = $"min(100%, {width})",
            CssClass = cssClass,
        };
        open++;
        try
        {
            object? result = await radzen.OpenAsync<TDialog>(title, parameters is null ? [] : new Dictionary<string, object?>(parameters), options);
            return result is TResult typed ? typed : default;
        }
        finally
        {
            open--;
        }
    }

    private static string PathOf(string address) => new Uri(address).AbsolutePath;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        var same = PathOf(e.Location) == path;
        path = PathOf(e.Location);
        if (same && !e.IsNavigationIntercepted) return;
        CloseAll();
    }
}
