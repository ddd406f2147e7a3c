using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>Whether a person can use a permission at a node, with the chain behind a yes and the reason of a no.</summary>
public sealed partial class WhyDialog
{
    private IReadOnlyList<PermissionChoice> catalogue = [];
    private IReadOnlyList<SelectOption> options = [];
    private NodeChoice? node;
    private string? permission;
    private AccessAnswer? answer;
    private string? problem;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public Guid IdentityId { get; set; }
    [Parameter, EditorRequired] public required string Name { get; set; }

    [Inject] private AccessExplainer Explainer { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;

    private string? About => catalogue.FirstOrDefault(p => p.Key == permission)?.Description;

    /// <returns>The name of the dialog, for its button too.</returns>
    internal static string TitleFor(string name) => $"Why does {name} have…?";

    protected override async Task OnInitializedAsync()
    {
        catalogue = await Access.PermissionsAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        options = [.. catalogue.Select(p => p.Option)];
        var root = await Access.RootAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        // What was chosen meanwhile stays.
        node ??= root;
    }

    private Task AskPermissionAsync(string? key)
    {
        permission = key;
        return AskAsync();
    }

    private Task AskNodeAsync(NodeChoice? chosen)
    {
        node = chosen;
        return AskAsync();
    }

    private async Task AskAsync()
    {
        (answer, problem) = (null, null);
        if (string.IsNullOrEmpty(permission) || node is null) return;
        var (key, at) = (permission, node.Id);
        var found = await Explainer.WhyAsync(Workspace.Actor, IdentityId, key, at, CancellationToken.None);
        if (key != permission || at != node?.Id) return;
        (answer, problem) = (found.Succeeded ? found.Value : null, found.Error?.Message);
    }
}
