using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <summary>An invitation nobody has accepted yet: pending, or just past its time.</summary>
/// <param name="Delivery">How its mail fares; null when the link was copied instead.</param>
public sealed record InvitationRow(
    Guid Id, string Email, string Name, RoleAtNode? Role, InvitationStatus Status, DateTimeOffset ExpiresAt, DateTimeOffset CreatedAt, string InvitedBy, MailDelivery? Delivery);

/// <param name="Total">All open ones, capped; <paramref name="Rows"/> are the newest of them.</param>
public sealed record OpenInvitations(IReadOnlyList<InvitationRow> Rows, int Total, int ExpiringSoon);

internal sealed class InvitationQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, AccessQueries roles, TimeProvider clock)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(2);
    private static readonly TimeSpan KeepExpired = TimeSpan.FromDays(30);

    /// <summary>The open invitations of an environment's application; with a search, those whose address or name contains it.</summary>
    public async Task<Result<OpenInvitations>> OpenAsync(Actor actor, Guid environmentId, string? text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.InAsync(db, actor, environmentId, ct) is not { Any: true } sight) return CommonErrors.Forbidden;
        if (sight.IsPart) return await ReadAsync(db, actor, Under(db, db.Invitations.Where(i => i.EnvironmentId == environmentId), sight), text, take, ct);
        var application = await db.Environments.Where(e => e.Id == environmentId).Select(e => e.ApplicationId).FirstAsync(ct);
        return await ReadAsync(db, actor, db.Invitations.Where(i => i.ApplicationId == application), text, take, ct);
    }

    /// <summary>The same for the whole account (Owner).</summary>
    public async Task<Result<OpenInvitations>> OpenInAccountAsync(Actor actor, string? text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        return await ReadAsync(db, actor, db.Invitations.Where(i => i.AccountId == actor.AccountId), text, take, ct);
    }

    /// <summary>How these fare now, whatever became of them: for those who have just sent them.</summary>
    public async Task<IReadOnlyList<InvitationRow>> FindAsync(Actor actor, Guid environmentId, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await sights.InAsync(db, actor, environmentId, ct) is not { Any: true } sight) return [];
        var rows = await Under(db, db.Invitations.Where(i => i.AccountId == actor.AccountId && i.EnvironmentId == environmentId && ids.Contains(i.Id)), sight).AsNoTracking().ToListAsync(ct);
        return await DescribeAsync(db, actor, rows, ct);
    }

    /// <summary>How many invitations of an environment count as people brought in: open or accepted, not revoked. For the guide.</summary>
    /// <param name="withRole">Only those that carry a role at a node.</param>
    public async Task<int> CountSentAsync(Guid accountId, Guid environmentId, bool withRole, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Invitations.Where(i => i.AccountId == accountId && i.EnvironmentId == environmentId && i.RevokedAt == null && i.AcceptedAt == null && (!withRole || i.RoleId != null))
            .Take(CappedCount.Limit).CountAsync(ct);
    }

    /// <summary>Those whose role lies where it is seen.</summary>
    public static IQueryable<Invitation> Under(DashboardDbContext db, IQueryable<Invitation> invitations, Sight sight)
    {
        if (sight.Everywhere) return invitations;
        var tops = sight.Nodes;
        return invitations.Where(i => i.NodeId != null && db.NodeLineage.Any(l => l.DescendantId == i.NodeId && tops.Contains(l.AncestorId)));
    }

    private async Task<OpenInvitations> ReadAsync(DashboardDbContext db, Actor actor, IQueryable<Invitation> scope, string? text, int take, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (horizon, soon) = (now - KeepExpired, now + Soon);
        var open = scope.Where(i => i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > horizon);
        var term = text?.Trim().ToLowerInvariant();
        if (!string.IsNullOrEmpty(term)) open = open.Where(i => i.NormalizedEmail.Contains(term) || (i.FirstName + " " + i.LastName).ToLower().Contains(term));

        var rows = await open.OrderByDescending(i => i.CreatedAt).Take(take).AsNoTracking().ToListAsync(ct);
        var total = rows.Count < take ? rows.Count : await open.Take(CappedCount.Limit).CountAsync(ct);
        var expiring = await open.Take(CappedCount.Limit).CountAsync(i => i.ExpiresAt > now && i.ExpiresAt <= soon, ct);
        return new OpenInvitations(await DescribeAsync(db, actor, rows, ct), total, expiring);
    }

    private async Task<IReadOnlyList<InvitationRow>> DescribeAsync(DashboardDbContext db, Actor actor, IReadOnlyList<Invitation> rows, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var named = await roles.NamesAsync(actor.AccountId, [.. rows.Where(r => r.RoleId is not null).Select(r => (r.RoleId!.Value, r.NodeId!.Value))], ct);
        var deliveries = await MailOutbox.DeliveriesAsync(db, [.. rows.Select(r => r.Id)], ct);
        return [.. rows.Select(i => new InvitationRow(i.Id, i.Email, i.FullName, i.RoleId is { } role ? named.GetValueOrDefault((role, i.NodeId!.Value)) : null,
            i.StatusAt(now), i.ExpiresAt, i.CreatedAt, i.InvitedByName, deliveries.GetValueOrDefault(i.Id)))];
    }
}
