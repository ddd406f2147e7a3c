using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Import.Wizard;

/// <summary>The first two steps: what should happen, and the file. What was chosen stands in the address (U59).</summary>
public sealed partial class StartPage
{
    private WizardStep step;
    private ImportMode? mode;
    private Guid? application;

    [Inject] private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [SupplyParameterFromQuery(Name = "mode")] public string? ModeText { get; set; }
    [SupplyParameterFromQuery(Name = "application")] public Guid? Application { get; set; }

    private bool IsTenant => Navigation.ToBaseRelativePath(Navigation.Uri).StartsWith("tenant/", StringComparison.Ordinal);

    private string Address => IsTenant ? "/tenant/import" : "/access/import";

    private string Home => IsTenant ? "/tenant/identities" : "/access/identities";

    private string Lead => IsTenant ? $"Into the directory of {Workspace.View.AccountName}."
        : Workspace.View.Active is { } active ? $"Into {active.ApplicationName}. Roles in the file apply to {active.EnvironmentName} only." : "";

    private string? Refusal =>
        IsTenant ? Workspace.View.IsOwner ? null : "Only Owners import into the whole directory."
        : Workspace.View.Active is null ? "No environment is open to you. Ask an Owner for a role in one."
        : Workspace.View.CanSomewhere(Permissions.IdentityManage) ? null : "Ask an administrator of this environment for the right to manage identities.";

    protected override void OnParametersSet()
    {
        mode = WizardWords.Mode(ModeText) is { } asked && asked == ImportMode.Directory == IsTenant ? asked : null;
        application = IsTenant && Workspace.View.Choices.Any(c => c.ApplicationId == Application) ? Application : null;
        step = mode is null ? WizardStep.Mode : WizardStep.Upload;
    }

    private void Choose((ImportMode Mode, Guid? ApplicationId) choice) =>
        Navigation.NavigateTo($"{Address}?mode={WizardWords.Key(choice.Mode)}{(choice.ApplicationId is { } id ? $"&application={id}" : "")}");

    /// <summary>Back from there leads to the start, not to a form that would send the file again.</summary>
    private void Open(Guid id) => Navigation.NavigateTo($"{Address}/{id}", replace: true);
}
