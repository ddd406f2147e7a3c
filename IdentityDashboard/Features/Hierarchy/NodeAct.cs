namespace IdentityDashboard.Features.Hierarchy;

/// <summary>What can be done with a node of the tree.</summary>
public enum NodeAct
{
    Add,
    Rename,
    Move,
    Archive,
    Restore,
}

/// <summary>The node a dialog is about.</summary>
public sealed record NodeSubject(Guid Id, Guid EnvironmentId, string Name, string Type);
