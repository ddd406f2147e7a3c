using IdentityDashboard.Data;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Bulk;

/// <param name="TakesBack">Set when a job is undone: whose doing it was and when, so that nothing later is touched.</param>
internal sealed record BulkBatch(
    DashboardDbContext Db, Actor Actor, Guid? EnvironmentId, BulkParameters Parameters, IReadOnlyList<BatchTarget> Targets, BulkOrigin? TakesBack = null);

/// <param name="Sequences">When entries of the audit are taken back one by one: their numbers.</param>
internal sealed record BulkOrigin(Guid ActorId, DateTimeOffset From, DateTimeOffset To, IReadOnlyCollection<long>? Sequences = null);

/// <summary>A row for each target, in their order. Statements don't grow with the targets.</summary>
internal delegate Task<IReadOnlyList<BatchRow>> BulkWork(BulkBatch batch, CancellationToken ct);

/// <summary>One kind of change to many: how it is checked, done and taken back.</summary>
/// <param name="Inverse">The kind that takes it back, if it can be.</param>
/// <param name="Topics">What open pages show that it changes.</param>
/// <param name="Check">Says what <paramref name="Apply"/> would come to; writes nothing.</param>
/// <param name="Apply">Adds the changes and their audit to the context; the caller saves.</param>
internal sealed record BulkKind(string Name, string? Inverse, ChangeTopic[] Topics, BulkWork Check, BulkWork Apply)
{
    public const string Suspend = "suspend";
    public const string Activate = "activate";
    public const string Delete = "delete";
    public const string Restore = "restore";
    public const string AddToGroups = "add_to_groups";
    public const string RemoveFromGroups = "remove_from_groups";
    public const string Assign = "assign";
    public const string Unassign = "unassign";
    public const string ResendInvitations = "resend_invitations";
    public const string RevokeInvitations = "revoke_invitations";

    public static bool IsAboutInvitations(string name) => name is ResendInvitations or RevokeInvitations;

    /// <summary>Takes something away, so its button is red.</summary>
    public static bool IsDanger(string name) => name is Suspend or Delete or RemoveFromGroups or Unassign or RevokeInvitations;
}
