using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.MyAccount;

/// <summary>One's own name, sign-in, sessions, roles and groups; the one page that opens without any right.</summary>
public sealed partial class MyAccountPage
{
    public const string ProfileTab = "profile";
    public const string SecurityTab = "security";
    public const string SessionsTab = "sessions";
    public const string AccessTab = "access";
    public const string ActivityTab = "activity";

    /// <summary>Values of <c>?ended=</c>: what has just happened.</summary>
    public const string EndedAccess = "access";
    public const string EndedOthers = "others";

    private static readonly TabItem[] Tabs =
        [new(ProfileTab, "Profile"), new(SecurityTab, "Sign-in"), new(SessionsTab, "Sessions"), new(AccessTab, "Access and groups"), new(ActivityTab, "Activity")];

    private MyAccountView? view;
    private string? error;
    private LiveReload? live;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private MyAccountService Service { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [SupplyParameterFromQuery] public string? Ended { get; set; }

    [SupplyParameterFromQuery] public string? Tab { get; set; }

    private string Current => Tabs.Any(t => t.Id == Tab) ? Tab! : ProfileTab;

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

    private void Select(string? tab) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal) { ["tab"] = tab == ProfileTab ? null : tab, ["ended"] = null }));
}
