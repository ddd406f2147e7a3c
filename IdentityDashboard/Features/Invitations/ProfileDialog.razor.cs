using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Invitations;

/// <summary>Opened by Add User: the two ways to bring one person in. It stays open while people are invited (S6, S15).</summary>
public sealed partial class ProfileDialog : IDisposable
{
    private readonly List<SentInvitation> sent = [];
    private IReadOnlyList<InvitationRow> rows = [];
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter] public string? Prefill { get; set; }

    [Inject] private InvitationQueries Invitations { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    private InvitedPeople? Answer => sent.Count == 0 ? null : new InvitedPeople([.. sent]);

    public void Dispose() => live?.Dispose();

    protected override void OnInitialized() =>
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Invitations, ChangeTopic.Mail], InvokeAsync, ReloadAsync);

    private async Task ReloadAsync()
    {
        if (sent.Count == 0) return;
        rows = await Invitations.FindAsync(Workspace.Actor, Workspace.Active.EnvironmentId, [.. sent.Select(s => s.Id)], CancellationToken.None);
        StateHasChanged();
    }

    private async Task InviteAsync()
    {
        var parameters = new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(InviteUserDialog.Prefill)] = Prefill };
        var answer = await Dialogs.ShowAsync<InviteUserDialog, object>("Invite User", parameters);
        if (answer is DialogSwitch away) Dialogs.Close(away with { Done = Answer });
        if (answer is not SentInvitation invitation) return;
        sent.Add(invitation);
        await ReloadAsync();
    }

    private void Create() => Dialogs.Close(new DialogSwitch(DirectoryDialogNames.CreateIdentity, Prefill, Answer));
}
