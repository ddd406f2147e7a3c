using System.Globalization;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Settings;

/// <summary>What every invitation begins with, and the mail it makes.</summary>
public sealed partial class InvitationDefaultsForm : IDisposable
{
    private Debounce debounce = default!;
    private InvitationDefaults? defaults;
    private Error? error;
    private string? conflict;
    private string? days;
    private string? text;
    private string? preview;
    private bool busy;

    [Parameter, EditorRequired] public required WorkspaceContext Workspace { get; set; }

    [Inject] private InvitationSettingsService Settings { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    private int? Days => int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public void Dispose() => debounce.Dispose();

    protected override async Task OnInitializedAsync()
    {
        debounce = new Debounce(Clock, TimeSpan.FromMilliseconds(300));
        Begin(await Settings.ReadAsync(Workspace.Actor, CancellationToken.None));
        await PreviewAsync(CancellationToken.None);
    }

    private void Begin(InvitationDefaults read) => (defaults, days, text) = (read, read.LifetimeDays.ToString(CultureInfo.InvariantCulture), read.Text);

    private Task DaysTyped(string? value)
    {
        (days, error) = (value, null);
        return PreviewSoonAsync();
    }

    private Task TextTyped(string? value)
    {
        (text, error) = (value, null);
        return PreviewSoonAsync();
    }

    private Task PreviewSoonAsync() => debounce.RunAsync(async ct =>
    {
        await PreviewAsync(ct);
        StateHasChanged();
    });

    private async Task PreviewAsync(CancellationToken ct) => preview = await Settings.PreviewAsync(Workspace.Actor, Math.Clamp(Days ?? defaults!.LifetimeDays, 1, 30), text, ct);

    private async Task SaveAsync()
    {
        if (busy || defaults is null) return;
        (busy, conflict) = (true, null);
        var saved = await Settings.SaveAsync(Workspace.Actor, Days, text, defaults.Version, CancellationToken.None);
        busy = false;
        error = saved.Error;
        if (saved.Error == InvitationSettingsService.Changed) await MeetAsync(saved.Error);
        else if (saved.Error?.Fields is { } fields) await Script.FocusAsync(fields.ContainsKey(InvitationSettingsService.DaysField) ? "#invitation-days" : "#invitation-text");
        else if (saved.Error is { } refusal) Toasts.ShowError(refusal.Message);
        if (!saved.Succeeded) return;
        Begin(saved.Value);
        Toasts.Show("Invitations saved");
    }

    /// <summary>What was typed stays; the next save goes over what somebody else saved, which is told.</summary>
    private async Task MeetAsync(Error changed)
    {
        var now = await Settings.ReadAsync(Workspace.Actor, CancellationToken.None);
        conflict = $"{changed.Message} Saved meanwhile: {now.LifetimeDays} days, {(now.Text is null ? "no text" : $"“{now.Text}”")}. Save again to put yours in its place.";
        defaults = now;
    }
}
