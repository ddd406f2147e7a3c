using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>Somebody's factors, as an administrator sees them (S101).</summary>
public sealed partial class PersonFactors
{
    private readonly CancellationTokenSource gone = new();
    private PersonFactorsView? view;
    private string? notCovered;
    private string? refusal;
    private bool failed;
    private bool busy;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private FactorAdministration Factors { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private Reauthentication Again { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    [Parameter, EditorRequired] public Guid PersonId { get; set; }
    [Parameter, EditorRequired] public required string FullName { get; set; }
    [Parameter, EditorRequired] public required string FirstName { get; set; }
    [Parameter] public bool IsSelf { get; set; }

    /// <summary>Somebody who can't sign in isn't asked for anything.</summary>
    [Parameter] public bool MayForce { get; set; }

    public void Dispose()
    {
        live?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Identities, ChangeTopic.Access], InvokeAsync, LoadAsync);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            var found = await Factors.GetAsync(Workspace.Actor, PersonId, gone.Token);
            (view, notCovered, failed) = (found.Succeeded ? found.Value : null, found.Error?.Message, false);
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

    private async Task ResetAsync()
    {
        if (busy || view is null) return;
        var wanted = await Dialogs.ConfirmAsync($"Reset MFA of {FullName}", "For somebody who lost their phone or passkey. Make sure it is really them who asks.", FactorWords.IfReset(view), verb: "Reset MFA", danger: true);
        if (wanted) await OnceAsync(() => Factors.ResetAsync(Workspace.Actor, PersonId, CancellationToken.None), $"MFA of {FullName} reset");
    }

    private Task ForceAsync(bool forced) => OnceAsync(
        () => Factors.ForceAsync(Workspace.Actor, PersonId, forced, CancellationToken.None),
        forced ? $"{FullName} sets up a second factor next" : $"{FullName} isn’t asked any more");

    private async Task OnceAsync(Func<Task<Result>> act, string done)
    {
        if (busy) return;
        busy = true;
        try
        {
            var result = await Again.TryAsync(Workspace.Actor, act);
            refusal = result.Error?.Message;
            if (result.Succeeded) Toasts.Show(done);
        }
        finally
        {
            busy = false;
        }

        await LoadAsync();
    }
}
