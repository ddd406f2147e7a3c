using System.Globalization;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Lifecycle;

/// <summary>The rule for people who haven't been here for long, and whom it would reach today.</summary>
public sealed partial class InactivityPanel
{
    private readonly FormErrors errors = new(LifecycleErrors.DaysField, LifecycleErrors.WarnField);
    private InactivityView? saved;
    private InactiveToday? today;
    private string? days;
    private string? warn;
    private bool counting;
    private bool failed;
    private bool busy;

    [Parameter, EditorRequired] public required WorkspaceContext Workspace { get; set; }

    [Inject] private InactivityService Service { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    protected override Task OnInitializedAsync() => LoadAsync();

    private static string SeenUrl(InactiveToday count) => $"/tenant/identities?status=active&seen=..{Day(count)}";

    private static string NeverUrl(InactiveToday count) => $"/tenant/identities?status=active&seen=never&created=..{Day(count)}";

    /// <summary>The last day that counts: filters of lists include it.</summary>
    private static string Day(InactiveToday count) => count.Before.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static int? Number(string? typed) => int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private async Task LoadAsync()
    {
        try
        {
            var found = await Service.GetAsync(Workspace.Actor, CancellationToken.None);
            failed = !found.Succeeded;
            if (failed) return;
            saved = found.Value;
            days = saved.SuspendAfterDays?.ToString(CultureInfo.InvariantCulture);
            warn = saved.WarnDaysBefore.ToString(CultureInfo.InvariantCulture);
            await CountAsync();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException or InvalidOperationException)
        {
            failed = true;
        }
    }

    private Task TypeDaysAsync(string? value)
    {
        days = value;
        errors.Clear();
        return CountAsync();
    }

    private void TypeWarn(string? value)
    {
        warn = value;
        errors.Clear();
    }

    /// <summary>An older answer never replaces a newer one.</summary>
    private async Task CountAsync()
    {
        today = null;
        var asked = days;
        if (Number(days) is not (>= InactivityRule.FewestDays and <= InactivityRule.MostDays) || Number(days) is not { } after) return;
        counting = true;
        var found = await Service.CountAsync(Workspace.Actor, after, CancellationToken.None);
        if (asked != days) return;
        (counting, today) = (false, found.Succeeded ? found.Value : null);
    }

    private async Task SaveAsync()
    {
        if (busy || saved is null) return;
        busy = true;
        errors.Clear();
        int? after = string.IsNullOrWhiteSpace(days) ? null : Number(days) ?? 0;
        var result = await Service.SaveAsync(Workspace.Actor, new InactivityView(after, Number(warn) ?? 0, saved.Version), CancellationToken.None);
        busy = false;
        if (result.Error is { } refusal)
        {
            if (refusal == LifecycleErrors.RuleChanged) await LoadAsync();
            errors.Show(refusal);
            if (errors.For(LifecycleErrors.DaysField) is not null) await Script.FocusAsync("#suspend-after");
            else if (errors.For(LifecycleErrors.WarnField) is not null) await Script.FocusAsync("#warn-before");
            return;
        }

        await LoadAsync();
        Toasts.Show(saved.SuspendAfterDays is null ? "Nobody is suspended for being inactive" : "Rule for inactive people saved");
    }
}
