using System.Globalization;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>Makes a key of the active environment and shows it, once; answers its name.</summary>
public sealed partial class CreateKeyDialog
{
    internal const string NewTitle = "Create API key";

    private readonly FormErrors errors = new(ApiKeyErrors.NameField, ApiKeyErrors.RoleField, ApiKeyErrors.NodeField, ApiKeyErrors.ExpiresField);
    private IReadOnlyList<RoleChoice> roles = [];
    private IReadOnlyList<SelectOption> options = [];
    private MadeApiKey? made;
    private RoleChoice? role;
    private NodeChoice? node;
    private string? name;
    private string? days = ApiKeyWords.Days(NewApiKey.UsualDays);

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Inject] private Reauthentication Again { get; set; } = default!;
    [Inject] private ApiKeyService Keys { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    private bool IsDirty => made is null && (role is not null || !string.IsNullOrEmpty(name));

    private string Below => node is null or { Below: 0 } ? "" : $", {Quantity.Of(node.Below, "node")} below included";

    protected override async Task OnInitializedAsync()
    {
        roles = await Access.RolesAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        options = [.. roles.Select(r => new SelectOption(r.Id.ToString(), r.Name))];
        var root = await Access.RootAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        if (root is { HasChildren: false }) node = root;
    }

    private void SetName(string? value)
    {
        name = value;
        errors.Forget(ApiKeyErrors.NameField);
    }

    private void PickRole(string? id)
    {
        role = roles.FirstOrDefault(r => r.Id.ToString() == id);
        errors.Forget(ApiKeyErrors.RoleField);
    }

    private void PickNode(NodeChoice? chosen)
    {
        node = chosen;
        errors.Forget(ApiKeyErrors.NodeField);
    }

    private void SetDays(string? value)
    {
        days = value;
        errors.Forget(ApiKeyErrors.ExpiresField);
    }

    private async Task SubmitAsync()
    {
        if (made is not null)
        {
            Dialogs.Close(made.Name);
            return;
        }

        errors.Clear();
        if (role is not null && node is not null && !await ElevatedRole.ConfirmAsync(Dialogs, role, "this key", node.Path, NewTitle)) return;
        int? lasts = string.IsNullOrEmpty(days) ? null : int.Parse(days, CultureInfo.InvariantCulture);
        var result = await Again.TryAsync(Workspace.Actor, () => Keys.CreateAsync(Workspace.Actor, Workspace.Active.EnvironmentId, new NewApiKey(name, role?.Id, node?.Id, lasts), CancellationToken.None));
        if (result.Error is { } refusal) errors.Show(refusal);
        else made = result.Value;
    }
}
