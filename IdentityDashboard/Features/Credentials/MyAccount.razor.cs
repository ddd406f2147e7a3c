using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Credentials;

/// <summary>One's own name, roles and password; the one page that opens without any right.</summary>
public sealed partial class MyAccount
{
    /// <summary>Values of <c>?ended=</c>: what has just happened.</summary>
    public const string EndedAccess = "access";
    public const string EndedOthers = "others";

    private MyAccountView? view;
    private string? error;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private MyAccountService Service { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;

    [SupplyParameterFromQuery] public string? Ended { get; set; }

    public void Dispose() => live?.Dispose();

    protected override Task OnInitializedAsync()
    {
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Access, ChangeTopic.Groups, ChangeTopic.Identities], InvokeAsync, LoadAsync);
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
