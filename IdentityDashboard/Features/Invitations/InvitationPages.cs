using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <param name="Search">A part of the address or the name.</param>
/// <param name="Cursor">Of the page before; null for the first.</param>
internal sealed record InvitationListQuery(Guid EnvironmentId, string? Search = null, InvitationStatus? Status = null, string? Cursor = null, int Take = 50);

/// <summary>An invitation and where it stands now.</summary>
internal sealed record InvitationItem(Guid Id, string Email, InvitationStatus Status, DateTimeOffset ExpiresAt);

/// <summary>All invitations ever made in an environment, whatever became of them, the newest first.</summary>
internal sealed class InvitationPages(IDbContextFactory<DashboardDbContext> dbs, SightService sights, TimeProvider clock)
{
    public async Task<Result<Page<InvitationItem>>> ListAsync(Actor actor, InvitationListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.InAsync(db, actor, query.EnvironmentId, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        var now = clock.GetUtcNow();
        var found = await After(Matching(db, actor, query, sight, now), KeyCursor.Decode(query.Cursor))
            .OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(query.Take + 1).AsNoTracking().ToListAsync(ct);
        var more = found.Count > query.Take;
        if (more) found.RemoveAt(found.Count - 1);
        return new Page<InvitationItem>([.. found.Select(i => Item(i, now))], more ? CursorAt(found[^1]).Encode() : null, null);
    }

    /// <summary>How many match, counted up to a limit.</summary>
    public async Task<int> CountAsync(Actor actor, InvitationListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var sight = await sights.InAsync(db, actor, query.EnvironmentId, ct);
        return sight.Any ? CappedCount.From(await Matching(db, actor, query, sight, clock.GetUtcNow()).Take(CappedCount.Limit + 1).CountAsync(ct)).Value : 0;
    }

    public async Task<Result<InvitationItem>> GetAsync(Actor actor, Guid environmentId, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var (sight, now) = (await sights.InAsync(db, actor, environmentId, ct), clock.GetUtcNow());
        if (!sight.Any) return InvitationErrors.NotFound;
        var found = await Matching(db, actor, new InvitationListQuery(environmentId), sight, now).AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct);
        return found is null ? InvitationErrors.NotFound : Item(found, now);
    }

    private static IQueryable<Invitation> Matching(DashboardDbContext db, Actor actor, InvitationListQuery query, Sight sight, DateTimeOffset now)
    {
        var rows = InvitationQueries.Under(db, db.Invitations.Where(i => i.EnvironmentId == query.EnvironmentId && i.AccountId == actor.AccountId), sight);
        if (query.Search?.Trim().ToLowerInvariant() is { Length: > 0 } term) rows = rows.Where(i => i.NormalizedEmail.Contains(term) || (i.FirstName + " " + i.LastName).ToLower().Contains(term));
        return query.Status switch
        {
            null => rows,
            InvitationStatus.Accepted => rows.Where(i => i.AcceptedAt != null),
            InvitationStatus.Revoked => rows.Where(i => i.AcceptedAt == null && i.RevokedAt != null),
            InvitationStatus.Expired => rows.Where(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt <= now),
            _ => rows.Where(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now),
        };
    }

    private static IQueryable<Invitation> After(IQueryable<Invitation> rows, KeyCursor? cursor)
    {
        if (cursor is null || !long.TryParse(cursor.Key, CultureInfo.InvariantCulture, out var ticks) || ticks < 0 || ticks > DateTimeOffset.MaxValue.UtcTicks) return rows;
        var (at, id) = (new DateTimeOffset(ticks, TimeSpan.Zero), cursor.Id);
        return rows.Where(i => i.CreatedAt <= at && (i.CreatedAt < at || i.Id.CompareTo(id) < 0));
    }

    private static KeyCursor CursorAt(Invitation row) => new(row.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture), row.Id, Backwards: false);

    private static InvitationItem Item(Invitation i, DateTimeOffset now) => new(i.Id, i.Email, i.StatusAt(now), i.ExpiresAt);
}
