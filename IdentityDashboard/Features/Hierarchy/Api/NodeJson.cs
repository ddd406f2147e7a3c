namespace IdentityDashboard.Features.Hierarchy.Api;

/// <summary>A node of a tree.</summary>
/// <param name="HasChildren">Also when they aren't in this answer: ask for them with parent_id.</param>
/// <param name="Children">By name; empty where the answer ends.</param>
public sealed record NodeTreeJson(Guid Id, string Name, string Slug, string NodeType, Guid? ParentNodeId, bool HasChildren, IReadOnlyList<NodeTreeJson> Children);

/// <summary>A part of the hierarchy, without archived nodes.</summary>
/// <param name="Tree">The root, or all uppermost nodes the key reads at; with parent_id the children of that node.</param>
public sealed record TreeJson(IReadOnlyList<NodeTreeJson> Tree);

/// <summary>A place in the hierarchy of the environment.</summary>
/// <param name="ParentNodeId">Null at the root, and only there.</param>
/// <param name="ArchivedAt">When it was archived; null while it isn't.</param>
public sealed record NodeJson(Guid Id, string Name, string Slug, string NodeType, Guid? ParentNodeId, bool HasChildren, DateTimeOffset? ArchivedAt);

/// <param name="Name">Unique among its siblings.</param>
/// <param name="NodeType">One of the environment's types; any word while it has none. Not given: the first that may stand there, or "unit".</param>
public sealed record NodeBody(string? Name, Guid? ParentNodeId, string? NodeType);

public sealed record NodePatch(string? Name);

/// <param name="ParentNodeId">Where it is to stand, with everything below it.</param>
public sealed record NodeMoveBody(Guid? ParentNodeId);
