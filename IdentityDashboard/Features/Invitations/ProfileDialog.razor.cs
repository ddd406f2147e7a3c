using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Invitations;

/// <summary>Opened by Add User: the two ways to bring one person in. It stays open while people are invited (S6, S15).</summary>
public sealed partial class ProfileDialog : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly List<SentInvitation> sent = [];
    private IReadOnlyList<InvitationRow> rows = [];
    private Debounce debounce = default!;
    private IDisposable? subscription;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter] public string? Prefill { get; set; }

    [Inject] private InvitationQueries Invitations { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    private InvitedPeople? Answer => sent.Count == 0 ? null : new InvitedPeople([.. sent]);

    public void Dispose()
    {
        subscription?.Dispose();
        debounce.Dispose();
    }

    protected override void OnInitialized()
    {
        debounce = new Debounce(Clock, Pause);
        subscription = Changes.Subscribe(Workspace.Actor.AccountId, topic =>
            topic is ChangeTopic.Invitations or ChangeTopic.Mail && sent.Count > 0 ? InvokeAsync(() => debounce.RunAsync(ReloadAsync)) : Task.CompletedTask);
    }

    private async Task ReloadAsync(CancellationToken ct)
    {
        rows = await Invitations.FindAsync(Workspace.Actor, Workspace.Active.EnvironmentId, [.. sent.Select(s => s.Id)], ct);
        StateHasChanged();
    }

    private async Task InviteAsync()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(InviteUserDialog.Prefill)] = Prefill };
        var answer = await Dialogs.ShowAsync<InviteUserDialog, object>("Invite User", parameters);
        if (answer is DialogSwitch away) Dialogs.Close(away with { Done = Answer });
        if (answer is not SentInvitation invitation) return;
        sent.Add(invitation);
        await ReloadAsync(CancellationToken.None);
    }

    private void Create() => Dialogs.Close(new DialogSwitch(DirectoryDialogNames.CreateIdentity, Prefill, Answer));
}
