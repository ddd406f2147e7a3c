using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Settings;

/// <summary>Who needs a second factor, and whom a change would hit.</summary>
public sealed partial class MfaSettings
{
    private static readonly IReadOnlyList<PickCard> Choices =
    [
        new(nameof(MfaPolicy.Off), "Off", "Nobody is offered one. Factors that are there are kept, and not asked for."),
        new(nameof(MfaPolicy.Optional), "Optional", "Whoever wants one sets it up on My account, and is asked for it from then on."),
        new(nameof(MfaPolicy.Required), "Required", "Everybody sets one up at their next sign-in."),
        new(nameof(MfaPolicy.RequiredForAdministrators), "Required for administrators", "Owners, and everybody whose role can do more here than ask for access."),
    ];

    private readonly CancellationTokenSource gone = new();
    private MfaPolicyView? view;
    private MfaPolicy chosen;
    private string? refusal;
    private bool failed;
    private bool busy;
    private LiveReload? live;

    [Parameter, EditorRequired] public required WorkspaceContext Workspace { get; set; }

    [Inject] private MfaPolicyService Policy { get; set; } = default!;
    [Inject] private Reauthentication Again { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    private bool HitsYourself => view is { HasOwn: false } && chosen != view.Mfa && (chosen is MfaPolicy.Required or MfaPolicy.RequiredForAdministrators);

    private string? Effect => chosen switch
    {
        MfaPolicy.Off => "A stolen password is then enough to get in.",
        MfaPolicy.Required or MfaPolicy.RequiredForAdministrators => Hit(view!.HitBy(chosen)),
        _ => null,
    };

    public void Dispose()
    {
        live?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Settings], InvokeAsync, LoadAsync);
        return LoadAsync();
    }

    private static string Hit(CappedCount lacking) => lacking switch
    {
        { Value: 0 } => "Everybody it means has a second factor.",
        { Value: 1, More: false } => "1 active person has none and sets one up before anything else opens.",
        _ => $"{lacking} active people have none and set one up before anything else opens.",
    };

    /// <summary>A choice that isn't saved yet stays; one that was only shown follows.</summary>
    private async Task LoadAsync()
    {
        try
        {
            var found = await Policy.GetAsync(Workspace.Actor, gone.Token);
            failed = !found.Succeeded;
            if (found.Succeeded)
            {
                if (view is null || chosen == view.Mfa) chosen = found.Value.Mfa;
                view = found.Value;
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            failed = true;
        }

        StateHasChanged();
    }

    private void Choose(string? value) => (chosen, refusal) = (Enum.Parse<MfaPolicy>(value!), null);

    private async Task SaveAsync()
    {
        if (busy || view is null) return;
        busy = true;
        var result = await Again.TryAsync(Workspace.Actor, () => Policy.ChangeAsync(Workspace.Actor, chosen, view.Version, CancellationToken.None));
        busy = false;
        refusal = result.Error?.Message;
        if (result.Succeeded) Toasts.Show("Multi-factor authentication saved");
        await LoadAsync();
    }
}
