using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Settings;

/// <summary>The outbox, live: rows change as the worker goes.</summary>
public sealed partial class MailQueueList : IDisposable
{
    private readonly Stack<string?> before = new();
    private readonly CancellationTokenSource gone = new();
    private Page<MailQueueRow>? page;
    private string? cursor;
    private bool failed;
    private LiveReload? live;

    [Parameter, EditorRequired] public required WorkspaceContext Workspace { get; set; }

    [Inject] private MailQueue Queue { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    private long First => ((long)before.Count * MailQueue.PageSize) + 1;

    public void Dispose()
    {
        live?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Mail], InvokeAsync, ReloadAsync);
        await LoadAsync();
    }

    private async Task ReloadAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync()
    {
        try
        {
            var result = await Queue.PageAsync(Workspace.Actor, cursor, gone.Token);
            failed = !result.Succeeded;
            if (result.Succeeded) page = result.Value;
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException or InvalidOperationException)
        {
            failed = true;
        }
    }

    private Task NextAsync()
    {
        before.Push(cursor);
        cursor = page?.Next;
        return LoadAsync();
    }

    private Task PreviousAsync()
    {
        cursor = before.TryPop(out var previous) ? previous : null;
        return LoadAsync();
    }

    private async Task RetryAsync(MailQueueRow mail)
    {
        var result = await Queue.RetryAsync(Workspace.Actor, mail.Id, gone.Token);
        if (result.Error is { } error) Toasts.ShowError(error.Message);
        else Toasts.Show($"The mail to {mail.Recipient} is tried again now");
        await LoadAsync();
    }
}
