using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Credentials;

/// <summary>One's own name, roles and password; the one page that opens without any right.</summary>
public sealed partial class MyAccount
{
    private MyAccountView? view;
    private string? error;
    private IDisposable? subscription;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private MyAccountService Service { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;

    public void Dispose() => subscription?.Dispose();

    protected override Task OnInitializedAsync()
    {
        subscription = Changes.Subscribe(Workspace.Actor.AccountId, topic =>
            topic is ChangeTopic.Access or ChangeTopic.Groups or ChangeTopic.Identities ? InvokeAsync(LoadAsync) : Task.CompletedTask);
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var found = await Service.GetAsync(Workspace.Actor, CancellationToken.None);
        error = found.Error?.Message;
        view = found.Succeeded ? found.Value : null;
        StateHasChanged();
    }
}
