using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>One's own authenticator app, passkeys and recovery codes.</summary>
public sealed partial class TwoStepSection
{
    private readonly CancellationTokenSource gone = new();
    private OwnFactors? own;
    private string? refusal;
    private bool failed;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private FactorOverview Factors { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;

    public void Dispose()
    {
        live?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    protected override Task OnInitializedAsync()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Identities, ChangeTopic.Settings], InvokeAsync, LoadAsync);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            var found = await Factors.GetAsync(Workspace.Actor, gone.Token);
            (own, failed) = (found.Succeeded ? found.Value : own, !found.Succeeded);
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

    private Task ChangedAsync()
    {
        refusal = null;
        return LoadAsync();
    }

    private void Refuse(Error error) => refusal = error.Message;
}
