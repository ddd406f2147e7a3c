using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Hierarchy;

/// <param name="Was">The name it had, when it is renamed; null for a new type.</param>
/// <param name="Below">Names as this draft has them; <see cref="Node.RootType"/> is the root.</param>
public sealed record NodeTypeDraft(string? Was, string Name, IReadOnlyList<string> Below);

/// <summary>The node types of an environment as they are to be.</summary>
public sealed record NodeTypesDraft(IReadOnlyList<NodeTypeDraft> Types, int? MaxDepth)
{
    /// <summary>Types an environment can have.</summary>
    public const int Most = 30;

    /// <summary>The field an error about a type's name belongs to.</summary>
    public static string NameField(int row) => $"types[{row}].name";

    /// <summary>The field an error about where a type stands belongs to.</summary>
    public static string BelowField(int row) => $"types[{row}].below";

    internal NodeTypesDraft Clean() => this with { Types = [.. Types.Select(t => t with { Name = NodeName.CheckType(t.Name).Type, Below = [.. t.Below.Select(b => NodeName.CheckType(b).Type).Distinct(StringComparer.OrdinalIgnoreCase)] })] };

    internal void Check(FieldErrors errors)
    {
        var known = Types.Select(t => t.Name).Append(Node.RootType).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (Types.Count > Most) errors.Add(HierarchyErrors.TypesField, $"An environment can have {Most} node types. Take one out first.");
        foreach (var (type, row) in Types.Select((t, i) => (t, i)))
        {
            errors.Add(NameField(row), NodeName.CheckType(type.Name).Problem);
            if (Types.Take(row).Any(t => t.Name.Length > 0 && t.Name.Equals(type.Name, StringComparison.OrdinalIgnoreCase))) errors.Add(NameField(row), "Another type has this name.");
            if (type.Below.Count == 0) errors.Add(BelowField(row), "Choose where it may stand.");
            else if (type.Below.FirstOrDefault(b => !known.Contains(b)) is { } unknown) errors.Add(BelowField(row), $"{unknown} isn't a node type here.");
        }

        if (MaxDepth is < 1 or > HierarchyRules.DeepestLevel) errors.Add(HierarchyErrors.DepthField, $"Enter a level from 1 to {HierarchyRules.DeepestLevel}, or leave it empty.");
    }
}
