using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Mail;

/// <summary>Reads the mail kept in the app, newest first; which one is open stands in the address.</summary>
public sealed partial class DevMailPage : IDisposable
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource gone = new();
    private int take = PageSize;
    private DevMailList? list;
    private DevMailView? open;
    private bool missing;
    private bool forbidden;
    private bool failed;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>The open mail; without one the newest is shown where there is room beside the list.</summary>
    [SupplyParameterFromQuery] public Guid? Mail { get; set; }

    [Inject] private MailStatus Status { get; set; } = default!;
    [Inject] private DevMailbox Mailbox { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    public void Dispose()
    {
        live?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    protected override void OnInitialized()
    {
        if (Status.Mode != MailMode.Devbox)
        {
            Navigation.NotFound();
            return;
        }

        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Mail], InvokeAsync, ReloadAsync);
    }

    protected override Task OnParametersSetAsync() => Status.Mode == MailMode.Devbox ? LoadAsync() : Task.CompletedTask;

    private async Task ReloadAsync()
    {
        await LoadAsync();
        StateHasChanged();
    }

    private Task MoreAsync()
    {
        take += PageSize;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            var found = await Mailbox.ListAsync(Workspace.Actor, take, gone.Token);
            (forbidden, failed) = (!found.Succeeded, false);
            if (!found.Succeeded) return;
            list = found.Value;
            if ((Mail ?? list.Mails.FirstOrDefault()?.Id) is { } wanted) await OpenAsync(wanted);
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

    private async Task OpenAsync(Guid id)
    {
        if (open?.Head.Id == id) return;
        var mail = await Mailbox.GetAsync(Workspace.Actor, id, gone.Token);
        missing = !mail.Succeeded;
        open = mail.Succeeded ? mail.Value : null;
    }
}
