namespace IdentityDashboard.Features.Hierarchy;

/// <summary>A line of the tree.</summary>
/// <param name="Slug">What siblings are sorted by, and where the next page begins.</param>
/// <param name="Place">Its number among its siblings, from 1.</param>
public sealed record TreeNode(Guid Id, Guid? ParentId, string Name, string Type, string Slug, bool IsArchived, bool HasChildren, int Place);

/// <param name="Total">How many children there are in all.</param>
public sealed record TreePage(IReadOnlyList<TreeNode> Nodes, int Total);

/// <summary>A node that a search found.</summary>
public sealed record NodeHit(Guid Id, string Name, string Path, string Type, bool IsArchived);

/// <summary>A role that somebody has at the node itself.</summary>
/// <param name="Begins">Set while it doesn't hold yet.</param>
public sealed record AssignedHere(Guid SubjectId, bool IsGroup, string Name, string Role, DateTimeOffset? Begins, DateTimeOffset? Until);

/// <param name="Below">How many nodes lie below, archived ones too.</param>
/// <param name="Restorable">It was archived itself, and nothing above it is.</param>
/// <param name="Assigned">The first of them.</param>
public sealed record NodeDetail(
    Guid Id, Guid? ParentId, string Name, string Type, string Path, int Below, bool IsArchived, bool Restorable, DateTimeOffset? ArchivedAt,
    IReadOnlyList<AssignedHere> Assigned, int AssignedCount);
