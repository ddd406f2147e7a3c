using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.ApiKeys;

/// <summary>Makes, rolls, renames and revokes API keys.</summary>
internal sealed class ApiKeyService(
    IDbContextFactory<DashboardDbContext> dbs, ApiKeyGuard guard, SessionGuard session, AccessQueries names, ApiKeyWriter writer, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>For how long a rolled key may work beside its successor.</summary>
    public static readonly IReadOnlyList<TimeSpan> Overlaps = [TimeSpan.Zero, TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(7)];

    public async Task<Result<MadeApiKey>> CreateAsync(Actor actor, Guid environmentId, NewApiKey wanted, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if ((await guard.SightAsync(db, actor, environmentId, ct)).Error is { } closed) return closed;
        if (wanted.Problem() is { } problem) return problem;
        var (role, node) = (wanted.RoleId!.Value, wanted.NodeId!.Value);
        if (await guard.RefusalAsync(db, actor, environmentId, role, node, ct) is { } refusal) return refusal;
        if (await session.ProblemAsync(db, actor, ct) is { } stale) return stale;

        var secret = ApiKeySecret.New();
        var grant = (await names.NameAsync(db, actor.AccountId, role, node, ct))!;
        var made = writer.Add(db, actor, wanted.CleanName, secret, grant, wanted.Lifetime);
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.ApiKeys);
        return new MadeApiKey(made.Id, made.Name, secret, made.ExpiresAt);
    }

    /// <summary>
    /// A new secret with the same role, node and name, for as long as the old one was made for. The old one works on for
    /// the overlap, never longer than it would have, and then has expired by itself.
    /// </summary>
    /// <param name="overlap">One of <see cref="Overlaps"/>.</param>
    public async Task<Result<MadeApiKey>> RollAsync(Actor actor, Guid id, TimeSpan overlap, CancellationToken ct)
    {
        if (!Overlaps.Contains(overlap)) return ApiKeyErrors.WrongOverlap;
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await guard.FindAsync(db, actor, id, ct);
        if (!found.Succeeded) return found.Error!;
        var (old, now) = (found.Value, clock.GetUtcNow());
        if (await RollRefusalAsync(db, actor, old, now, ct) is { } refusal) return refusal;
        if (await session.ProblemAsync(db, actor, ct) is { } stale) return stale;

        var secret = ApiKeySecret.New();
        var grant = (await names.NameAsync(db, actor.AccountId, old.RoleId, old.NodeId, ct))!;
        var made = writer.Add(db, actor, old.Name, secret, grant, old.ExpiresAt - old.CreatedAt);
        var until = AccessQueries.Earlier(old.ExpiresAt, now + overlap);
        writer.Rolled(db, actor, old, made, overlap == TimeSpan.Zero ? null : until);
        // Of two who roll at once only one finds it as it was.
        var rolled = await db.ApiKeys.Where(k => k.Id == id && k.RevokedAt == null && k.ReplacedById == null)
            .ExecuteUpdateAsync(s => s.SetProperty(k => k.ReplacedById, (Guid?)made.Id).SetProperty(k => k.ExpiresAt, until), ct);
        if (rolled == 0) return ApiKeyErrors.Rolled;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.ApiKeys);
        return new MadeApiKey(made.Id, made.Name, secret, made.ExpiresAt);
    }

    public async Task<Result> RenameAsync(Actor actor, Guid id, string? name, CancellationToken ct)
    {
        var cleaned = NewApiKey.Clean(name);
        if (NewApiKey.NameProblem(cleaned) is { } problem) return problem;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await guard.FindAsync(db, actor, id, ct);
        if (!found.Succeeded) return found.Error!;
        var (key, before) = (found.Value, found.Value.Name);
        if (before == cleaned) return Result.Ok;
        key.Name = cleaned;
        writer.Renamed(db, actor, key, before);
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.ApiKeys);
        return Result.Ok;
    }

    /// <summary>At once: the next call with it is refused. It takes no more than managing keys at its node, so that a leak is stopped by whoever is there.</summary>
    public async Task<Result> RevokeAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await guard.FindAsync(db, actor, id, ct);
        if (!found.Succeeded) return found.Error!;
        var (key, now) = (found.Value, clock.GetUtcNow());
        if (!ApiKey.Works(key.RevokedAt, key.ExpiresAt, now)) return ApiKeyErrors.Ended;
        key.RevokedAt = now;
        writer.Revoked(db, actor, key, (await names.NameAsync(db, actor.AccountId, key.RoleId, key.NodeId, ct))!);
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.ApiKeys);
        return Result.Ok;
    }

    private async Task<Error?> RollRefusalAsync(DashboardDbContext db, Actor actor, ApiKey key, DateTimeOffset now, CancellationToken ct)
    {
        if (!ApiKey.Works(key.RevokedAt, key.ExpiresAt, now)) return ApiKeyErrors.Ended;
        if (key.ReplacedById is not null) return ApiKeyErrors.Rolled;
        var refusal = await guard.RefusalAsync(db, actor, key.EnvironmentId, key.RoleId, key.NodeId, ct);
        if (refusal == AccessErrors.NodeGone) return ApiKeyErrors.NodeArchived;
        return refusal == ApiKeyErrors.BeyondOwnRights ? ApiKeyErrors.BeyondOwnRightsToRoll : refusal;
    }
}
