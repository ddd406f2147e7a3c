using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Invitations;

/// <summary>How each mail of the last submit fares, live; a link to hand over for those that don't arrive (U37, U38).</summary>
public sealed partial class InviteDialogResult : IDisposable
{
    private const int Listed = 6;
    private const int MostRows = 100;

    /// <summary>Mails leave by the hundred: one look for all that happened in this while.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<Guid> copied = [];
    private Dictionary<Guid, InvitationRow> rows = [];
    private (Guid Id, string Url)? shown;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter, EditorRequired] public IReadOnlyList<SentInvitation> Sent { get; set; } = [];
    [Parameter] public IReadOnlyList<(string Address, string Reason)> LeftOut { get; set; } = [];

    [Inject] private InvitationQueries Invitations { get; set; } = default!;
    [Inject] private InvitationLifecycle Lifecycle { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    private IReadOnlyList<InvitationRow> Failed => [.. rows.Values.Where(r => r is { Status: InvitationStatus.Pending, Delivery.State: MailState.Failed } && !copied.Contains(r.Id))];

    /// <summary>Those that need a hand come first.</summary>
    private IEnumerable<SentInvitation> Shown => Sent.Count <= MostRows ? Sent : Sent.OrderByDescending(s => rows.GetValueOrDefault(s.Id)?.Delivery?.State == MailState.Failed).Take(MostRows);

    private string Rest
    {
        get
        {
            var done = rows.Values.Count(r => r.Delivery?.State == MailState.Sent);
            return done == 0 ? "" : $", {Quantity.Of(done, "mail")} sent";
        }
    }

    public void Dispose() => live?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Invitations, ChangeTopic.Mail], InvokeAsync, ReloadAsync);
        await LoadAsync();
    }

    private async Task ReloadAsync()
    {
        await Task.Delay(Pause, Clock);
        await LoadAsync();
        StateHasChanged();
    }

    private async Task LoadAsync() =>
        rows = (await Invitations.FindAsync(Workspace.Actor, Workspace.Active.EnvironmentId, [.. Sent.Select(s => s.Id)], CancellationToken.None)).ToDictionary(r => r.Id);

    private async Task CopyAsync(SentInvitation invitation)
    {
        var link = await Lifecycle.CopyLinkAsync(Workspace.Actor, invitation.Id, CancellationToken.None);
        if (!link.Succeeded)
        {
            Toasts.ShowError(link.Error!.Message);
            return;
        }

        copied.Add(invitation.Id);
        var taken = await Script.CopyAsync(link.Value);
        shown = taken ? null : (invitation.Id, link.Value);
        if (taken) Toasts.Show($"Link for {invitation.Email} copied. The one mailed before no longer works.");
        await LoadAsync();
    }

    private async Task RetryAsync()
    {
        foreach (var row in Failed)
        {
            var result = await Lifecycle.ResendAsync(Workspace.Actor, row.Id, CancellationToken.None);
            if (result.Error is { } refusal) Toasts.ShowError($"{row.Email}: {refusal.Message}");
        }

        await LoadAsync();
    }

    private StatusKind MarkOf(InvitationRow? row) => row is { Status: InvitationStatus.Pending } && copied.Contains(row.Id) ? StatusKind.Wait : InvitationMarks.MarkOf(row);

    private string TextOf(InvitationRow? row) => row is { Status: InvitationStatus.Pending } && copied.Contains(row.Id) ? "Link copied" : InvitationMarks.TextOf(row);
}
