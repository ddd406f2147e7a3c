using System.Text.Json;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;

namespace IdentityDashboard.Features.Bulk;

/// <summary>What a kind needs beside the people. Names as they were when it was chosen.</summary>
public sealed record BulkParameters
{
    public static readonly BulkParameters None = new();

    public IReadOnlyList<GroupChoice> Groups { get; init; } = [];

    public Guid? RoleId { get; init; }

    public string? RoleName { get; init; }

    public Guid? NodeId { get; init; }

    public string? NodePath { get; init; }

    /// <summary>Several roles at several nodes; empty when it is the one above.</summary>
    public IReadOnlyList<RolePlace> Places { get; init; } = [];

    /// <summary>Only with <see cref="Places"/>: when they begin; null at once.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Just before this the role ends by itself; null never.</summary>
    public DateTimeOffset? Until { get; init; }

    internal string Write() => JsonSerializer.Serialize(this);

    internal static BulkParameters Read(string json) => JsonSerializer.Deserialize<BulkParameters>(json) ?? None;
}

/// <summary>A change to many people as it is asked for.</summary>
/// <param name="Kind">One of <see cref="BulkKind"/>'s names.</param>
/// <param name="EnvironmentId">Where roles are given and whose list it was; null from the Tenant page (Owner).</param>
public sealed record BulkOrder(string Kind, BulkParameters Parameters, BulkSelection Selection, Guid? EnvironmentId);

/// <summary>A reason for skipping, how many it hits, and some of them.</summary>
public sealed record BulkReason(string Reason, int Count, IReadOnlyList<string> Examples);

/// <summary>What a change would come to if it were done now.</summary>
/// <param name="More">There are more than were looked at; those are checked when it is their turn.</param>
public sealed record BulkPreview(int Total, bool More, int WillChange, IReadOnlyList<BulkReason> Skipped)
{
    /// <summary>How many assignments are made, where several roles at several nodes are given.</summary>
    public int Assignments { get; init; }
}
