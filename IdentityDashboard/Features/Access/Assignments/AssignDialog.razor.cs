using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Access.Assignments;

/// <summary>A role at a node of the active environment for one person or one group; answers what was given.</summary>
public sealed partial class AssignDialog
{
    internal const string Title = "Assign role";
    private const string RoleField = "role_id";
    private const string NodeField = "node_id";

    private readonly FormErrors errors = new(RoleField, NodeField, AccessErrors.FromField, AccessErrors.UntilField);
    private IReadOnlyList<RoleChoice> roles = [];
    private IReadOnlyList<SelectOption> options = [];
    private RoleChoice? role;
    private NodeChoice? node;
    private string? from;
    private string? until;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required Subject Subject { get; set; }

    /// <summary>Of the person or group.</summary>
    [Parameter, EditorRequired] public required string Name { get; set; }

    [Inject] private AssignmentService Assignments { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    private bool IsDirty => role is not null || !string.IsNullOrEmpty(from) || !string.IsNullOrEmpty(until);

    private string Purpose => Subject.IsGroup
        ? $"In {Workspace.Active.EnvironmentName}, for everybody who is in {Name} or joins it later."
        : $"In {Workspace.Active.EnvironmentName}, for {Name} alone.";

    private string Who => Subject.IsGroup ? $"Everybody in {Name}, now and later," : Name;

    private string Verb => UtcInput.Read(from).At is null ? "becomes" : "will be";

    private string Below => node is null or { Below: 0 } ? "" : $", {Quantity.Of(node.Below, "node")} below included";

    private string When
    {
        get
        {
            var (starts, ends) = (UtcInput.Read(from).At, UtcInput.Read(until).At);
            return $"{(starts is { } s ? $", from {RelativeTimeText.Absolute(s)}" : "")}{(ends is { } e ? $", until {RelativeTimeText.Absolute(e)}" : "")}";
        }
    }

    protected override async Task OnInitializedAsync()
    {
        roles = await Access.RolesAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        options = [.. roles.Select(r => new SelectOption(r.Id.ToString(), r.Name))];
        var root = await Access.RootAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        if (root is { HasChildren: false }) node = root;
    }

    private void PickRole(string? id)
    {
        role = roles.FirstOrDefault(r => r.Id.ToString() == id);
        errors.Forget(RoleField);
    }

    private void PickNode(NodeChoice? chosen)
    {
        node = chosen;
        errors.Forget(NodeField);
    }

    private void SetTime(ref string? field, string? value)
    {
        field = value;
        errors.Forget(AccessErrors.FromField);
        errors.Forget(AccessErrors.UntilField);
    }

    private async Task SubmitAsync()
    {
        errors.Clear();
        var (starts, ends) = (UtcInput.Read(from), UtcInput.Read(until));
        if (starts.Problem is not null || ends.Problem is not null)
        {
            errors.Show(starts.Problem is { } early ? UtcInput.Error(AccessErrors.FromField, early) : UtcInput.Error(AccessErrors.UntilField, ends.Problem!));
            return;
        }

        if (role is not null && node is not null && !await ElevatedRole.ConfirmAsync(Dialogs, role, Subject.IsGroup ? $"everybody in {Name}" : Name, node.Path, Title)) return;
        var wanted = new NewAssignment(Workspace.Active.EnvironmentId, Subject, role?.Id, node?.Id, starts.At, ends.At);
        var result = await Assignments.AssignAsync(Workspace.Actor, wanted, CancellationToken.None);
        if (result.Error is { } refusal) errors.Show(refusal);
        else Dialogs.Close($"{role!.Name} at {node!.Path}");
    }
}
