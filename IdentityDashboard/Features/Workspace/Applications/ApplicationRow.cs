using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Workspace.Applications;

public sealed record EnvironmentRow(Guid Id, string Name, EnvironmentKind Kind, int Roles, int Nodes);

/// <param name="Members">Everybody with a membership, whatever its state.</param>
public sealed record ApplicationRow(Guid Id, string Name, DateTimeOffset CreatedAt, int Members, IReadOnlyList<EnvironmentRow> Environments);

/// <summary>What goes with an application or environment.</summary>
/// <param name="Members">Memberships that end; none where only an environment goes.</param>
/// <param name="Groups">Groups that lose a role but stay.</param>
public sealed record Removal(int Members, int Environments, int Assignments, int Groups, int Roles, int Nodes, int ApiKeys, int PendingInvitations, int AccessFlows);
