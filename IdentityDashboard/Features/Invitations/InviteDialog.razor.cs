using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Invitations;

/// <summary>Many addresses at once. Bad ones stay behind with their reason and never hold up good ones.</summary>
public sealed partial class InviteDialog : IDisposable
{
    /// <summary>Rows of one transaction, as many as the API takes in one call.</summary>
    private const int BatchSize = 200;
    private const int CheckedAtOnce = 500;

    /// <summary>From here on a file is the better way, and is offered (S105).</summary>
    private const int Many = 10;

    private readonly InviteDraft draft = new();
    private readonly FormErrors errors = new("email", "group_ids", "note", "expires_in_days");
    private readonly List<SentInvitation> sent = [];
    private readonly HashSet<Guid> resent = [];
    private IReadOnlyList<SentInvitation> round = [];
    private IReadOnlyList<GroupChoice> groups = [];
    private IReadOnlyList<SelectOption> lifetimes = [];
    private ChipInput? input;
    private Debounce debounce = default!;
    private string? days;
    private string? note;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>Addresses to begin with, in any form that can be pasted.</summary>
    [Parameter] public string? Prefill { get; set; }

    [Inject] private InvitationService Invitations { get; set; } = default!;
    [Inject] private InvitationChecks Checks { get; set; } = default!;
    [Inject] private InvitationSettingsService Settings { get; set; } = default!;
    [Inject] private InvitationLifecycle Lifecycle { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    private Guid Environment => Workspace.Active.EnvironmentId;

    private bool ShowsResult => round.Count > 0;

    private bool IsDirty => draft.Chips.Count > 0 || (!ShowsResult && (groups.Count > 0 || !string.IsNullOrWhiteSpace(note)));

    private InvitedPeople? Answer => sent.Count == 0 ? null : new InvitedPeople([.. sent]);

    private string SubmitText => ShowsResult ? "Done" : draft.Ready.Count > 1 ? $"Invite {Quantity.Text(draft.Ready.Count)}" : "Invite";

    private string? Carried => draft.Chips is [var only] ? only.Name is null ? only.Address : $"\"{only.Name}\" <{only.Address}>" : null;

    private bool Loses => draft.Chips.Count > 1 || groups.Count > 0 || !string.IsNullOrWhiteSpace(note);

    public void Dispose() => debounce.Dispose();

    protected override async Task OnInitializedAsync()
    {
        debounce = new Debounce(Clock, TimeSpan.FromMilliseconds(250));
        if (Prefill is not null) draft.Set(AddressParser.Parse(Prefill));
        var usual = (await Settings.ReadAsync(Workspace.Actor, CancellationToken.None)).LifetimeDays;
        (lifetimes, days) = (LinkLifetime.Options(Clock.GetUtcNow(), usual), LinkLifetime.Text(usual));
        if (Prefill is not null) await CheckAsync(CancellationToken.None);
    }

    private Task ChangedAsync(IReadOnlyList<AddressChip> chips)
    {
        draft.Set(chips);
        errors.Forget("email");
        return debounce.RunAsync(async ct =>
        {
            await CheckAsync(ct);
            StateHasChanged();
        });
    }

    /// <summary>Looks up what isn't known yet. A newer call cancels this one, so that the latest list wins.</summary>
    private async Task CheckAsync(CancellationToken ct)
    {
        foreach (var some in draft.Unchecked.Chunk(CheckedAtOnce)) draft.Learn(await Checks.CheckAsync(Workspace.Actor, Environment, some, ct));
    }

    private Task CorrectAsync(AddressCheck typo)
    {
        draft.Correct(typo);
        return CheckAsync(CancellationToken.None);
    }

    private async Task ResendAsync(AddressCheck pending)
    {
        var result = await Lifecycle.ResendAsync(Workspace.Actor, pending.InvitationId!.Value, CancellationToken.None);
        if (result.Error is { } refusal) Toasts.ShowError(refusal.Message);
        else resent.Add(pending.InvitationId.Value);
    }

    private void SetGroups(IReadOnlyList<GroupChoice> chosen)
    {
        groups = chosen;
        errors.Forget("group_ids");
    }

    private void BackToForm()
    {
        round = [];
        errors.Clear();
    }

    private async Task SubmitAsync()
    {
        if (ShowsResult)
        {
            Dialogs.Close(Answer);
            return;
        }

        await input!.CommitAsync();
        debounce.Cancel();
        errors.Clear();
        await CheckAsync(CancellationToken.None);
        var ready = draft.Ready;
        if (ready.Count == 0)
        {
            errors.Show(Error.Field("nobody", 422, "email", draft.Chips.Count == 0 ? "Enter at least one email address." : "None of these can be invited yet. Each says why below."));
            return;
        }

        var results = await InviteAsync(ready);
        // Groups, note and time are the same for all: what is wrong with them concerns no single address.
        if (results.All(r => !r.Succeeded) && results[0].Error is { } common && common.For("email") is null)
        {
            errors.Show(common);
            return;
        }

        draft.Settle(ready, results);
        round = [.. results.Where(r => r.Succeeded).Select(r => r.Value)];
        sent.AddRange(round);
        // One person needs no page of results: the list behind shows how the mail fares.
        if (draft.Chips.Count > 0 || sent.Count != 1) return;
        Toasts.Show($"Invitation sent to {sent[0].Email}.");
        Dialogs.Close(Answer);
    }

    private async Task<List<Result<SentInvitation>>> InviteAsync(IReadOnlyList<AddressChip> ready)
    {
        var results = new List<Result<SentInvitation>>(ready.Count);
        foreach (var batch in ready.Chunk(BatchSize))
        {
            var rows = batch.Select(chip => draft.ToInvitation(chip) with { Groups = groups, Note = note, ExpiresInDays = LinkLifetime.Parse(days) }).ToList();
            results.AddRange(await Invitations.InviteAsync(Workspace.Actor, Environment, rows, CancellationToken.None));
        }

        return results;
    }
}
