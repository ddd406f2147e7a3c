using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <summary>What an API key was given: one role at one node.</summary>
internal sealed record KeyGrant
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    public Guid EnvironmentId { get; init; }

    public Guid RoleId { get; init; }

    public Guid NodeId { get; init; }
}

/// <summary>The one place that says which API keys work and what they hold, as <see cref="HeldNow"/> says it of assignments.</summary>
internal static class KeysNow
{
    /// <summary>Those that aren't revoked and haven't expired; just before the last moment they still work.</summary>
    public static IQueryable<KeyGrant> Working(DashboardDbContext db, DateTimeOffset now) =>
        db.ApiKeys.Where(k => k.RevokedAt == null && (k.ExpiresAt == null || k.ExpiresAt > now))
            .Select(k => new KeyGrant { Id = k.Id, AccountId = k.AccountId, EnvironmentId = k.EnvironmentId, RoleId = k.RoleId, NodeId = k.NodeId });

    /// <summary>Whether an environment exists for who acts: for a key its own alone (A38), for everybody else any of the account.</summary>
    public static async Task<bool> KnowsAsync(DashboardDbContext db, Actor actor, Guid environmentId, CancellationToken ct) =>
        actor.Kind != ActorKind.ApiKey || await db.ApiKeys.AnyAsync(k => k.Id == actor.Id && k.EnvironmentId == environmentId, ct);

    /// <summary>What the key that acts holds: nothing once it has ended, or while its node is archived.</summary>
    public static IQueryable<KeyGrant> Of(DashboardDbContext db, Actor actor, DateTimeOffset now) =>
        Working(db, now).Where(k => k.Id == actor.Id && k.AccountId == actor.AccountId && db.Nodes.Any(n => n.Id == k.NodeId && !n.IsArchived));
}
