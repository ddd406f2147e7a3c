using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Invitations;

/// <summary>How each mail of the last submit fares, live; a link to hand over for those that don't arrive (U37, U38).</summary>
public sealed partial class InviteDialogResult : IDisposable
{
    private const int Listed = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<Guid> copied = [];
    private Dictionary<Guid, InvitationRow> rows = [];
    private (Guid Id, string Url)? shown;
    private Debounce debounce = default!;
    private IDisposable? subscription;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter, EditorRequired] public IReadOnlyList<SentInvitation> Sent { get; set; } = [];
    [Parameter] public IReadOnlyList<(string Address, string Reason)> LeftOut { get; set; } = [];

    [Inject] private InvitationQueries Invitations { get; set; } = default!;
    [Inject] private InvitationLifecycle Lifecycle { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    private IReadOnlyList<InvitationRow> Failed => [.. rows.Values.Where(r => r is { Status: InvitationStatus.Pending, Delivery.State: MailState.Failed } && !copied.Contains(r.Id))];

    private string Rest
    {
        get
        {
            var done = rows.Values.Count(r => r.Delivery?.State == MailState.Sent);
            return done == 0 ? "" : $", {Count.Of(done, "mail", "mails")} sent";
        }
    }

    public void Dispose()
    {
        subscription?.Dispose();
        debounce.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        debounce = new Debounce(Clock, Pause);
        subscription = Changes.Subscribe(Workspace.Actor.AccountId, topic =>
            topic is ChangeTopic.Invitations or ChangeTopic.Mail ? InvokeAsync(() => debounce.RunAsync(ReloadAsync)) : Task.CompletedTask);
        await LoadAsync(CancellationToken.None);
    }

    private async Task ReloadAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        StateHasChanged();
    }

    private async Task LoadAsync(CancellationToken ct) =>
        rows = (await Invitations.FindAsync(Workspace.Actor, Workspace.Active.EnvironmentId, [.. Sent.Select(s => s.Id)], ct)).ToDictionary(r => r.Id);

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
        await LoadAsync(CancellationToken.None);
    }

    private async Task RetryAsync()
    {
        foreach (var row in Failed)
        {
            var result = await Lifecycle.ResendAsync(Workspace.Actor, row.Id, CancellationToken.None);
            if (result.Error is { } refusal) Toasts.ShowError($"{row.Email}: {refusal.Message}");
        }

        await LoadAsync(CancellationToken.None);
    }

    private StatusKind MarkOf(InvitationRow? row) => row is { Status: InvitationStatus.Pending } && copied.Contains(row.Id) ? StatusKind.Wait : InvitationMarks.MarkOf(row);

    private string TextOf(InvitationRow? row) => row is { Status: InvitationStatus.Pending } && copied.Contains(row.Id) ? "Link copied" : InvitationMarks.TextOf(row);
}
