using System.Text.Encodings.Web;
using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>The rules an environment's hierarchy keeps. An environment without a row has none: any type may stand anywhere.</summary>
public sealed class HierarchySchema
{
    public Guid EnvironmentId { get; init; }

    public Guid AccountId { get; init; }

    /// <summary>JSON: the node types in their order, see <see cref="NodeTypeRule"/>.</summary>
    public string Types { get; set; } = "[]";

    /// <summary>The deepest level a node may stand on; the root's children are on level 1. Null: as deep as can be.</summary>
    public int? MaxDepth { get; set; }

    /// <summary>Changes with every edit, so that nobody overwrites what they haven't seen.</summary>
    public required string Version { get; set; }
}

/// <param name="Name">"Region".</param>
/// <param name="Below">The types it may stand directly below; <see cref="Node.RootType"/> is the root.</param>
public sealed record NodeTypeRule(string Name, IReadOnlyList<string> Below);

/// <summary>The rules as they are asked: which type where, how deep.</summary>
/// <param name="Types">Empty: any type may stand anywhere.</param>
/// <param name="Version">Empty while nothing has been defined.</param>
public sealed record HierarchyRules(IReadOnlyList<NodeTypeRule> Types, int? MaxDepth, string Version)
{
    /// <summary>No hierarchy is deeper: each node has a row for every node above it.</summary>
    public const int DeepestLevel = 30;

    public static readonly HierarchyRules None = new([], null, "");

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Deepest => MaxDepth ?? DeepestLevel;

    /// <summary>The types that may stand below a node of this type; null: any.</summary>
    public IReadOnlyList<string>? BelowType(string parent) => Types.Count == 0 ? null
        : [.. Types.Where(t => t.Below.Contains(parent, StringComparer.OrdinalIgnoreCase)).Select(t => t.Name)];

    /// <summary>The type of a node below one of this type when none is given.</summary>
    public string UsualBelow(string parent) => BelowType(parent) is [var first, ..] ? first : "unit";

    /// <summary>A type as the rules spell it, whatever its case.</summary>
    public string Spelled(string type) => Types.FirstOrDefault(t => t.Name.Equals(type, StringComparison.OrdinalIgnoreCase))?.Name ?? type;

    public static string Write(IEnumerable<NodeTypeRule> types) => JsonSerializer.Serialize(types, Json);

    public static async Task<HierarchyRules> ReadAsync(DashboardDbContext db, Guid environmentId, CancellationToken ct)
    {
        var row = await db.HierarchySchemas.AsNoTracking().FirstOrDefaultAsync(s => s.EnvironmentId == environmentId, ct);
        return row is null ? None : new HierarchyRules(JsonSerializer.Deserialize<List<NodeTypeRule>>(row.Types, Json)!, row.MaxDepth, row.Version);
    }
}

internal sealed class HierarchySchemaConfiguration : IEntityTypeConfiguration<HierarchySchema>
{
    public void Configure(EntityTypeBuilder<HierarchySchema> builder)
    {
        builder.ToTable("hierarchy_schemas");
        builder.HasKey(s => s.EnvironmentId);
        builder.Property(s => s.Version).HasMaxLength(36).IsConcurrencyToken();
    }
}
