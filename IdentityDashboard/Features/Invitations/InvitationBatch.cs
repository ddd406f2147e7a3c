using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.Security;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <summary>Sends many invitations again, or revokes them, within the caller's transaction, by the rules of <see cref="InvitationLifecycle"/>.</summary>
internal sealed class InvitationBatch(
    AccessService access, AccessQueries names, InvitationLinks links, MailOutbox outbox, AuditLog audit, TimeProvider clock)
{
    /// <summary>What the two below would come to; writes nothing.</summary>
    public async Task<IReadOnlyList<BatchRow>> CheckAsync(DashboardDbContext db, Actor actor, IReadOnlyList<BatchTarget> targets, CancellationToken ct) =>
        await JudgeAsync(db, actor, targets, await Chosen(db, actor, targets).AsNoTracking().ToDictionaryAsync(i => i.Id, ct), ct);

    /// <summary>Addresses of the account's invitations, for naming them.</summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> AddressesAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<Guid> ids, CancellationToken ct) =>
        await db.Invitations.Where(i => ids.Contains(i.Id) && i.AccountId == actor.AccountId).ToDictionaryAsync(i => i.Id, i => i.Email, ct);

    /// <summary>To be called after the commit, so that the mails don't wait for the worker's next look.</summary>
    public void Wake() => outbox.Wake();

    /// <summary>Each gets a new link with a new time; the one before ends (A10).</summary>
    public async Task<IReadOnlyList<BatchRow>> ResendAsync(DashboardDbContext db, Actor actor, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        var (rows, open) = await LockedAsync(db, actor, targets, ct);
        if (open.Count == 0) return rows;
        await outbox.CancelAsync(db, [.. open.Select(i => i.Id)], ct);
        var (applications, inviters) = (open.Select(i => i.ApplicationId).Distinct().ToList(), open.Select(i => i.InvitedById).Distinct().ToList());
        var places = await (from a in db.Applications
                            where applications.Contains(a.Id)
                            join account in db.Accounts on a.AccountId equals account.Id
                            select new { a.Id, a.Name, Account = account.Name }).ToDictionaryAsync(a => a.Id, ct);
        var emails = await db.Identities.Where(i => inviters.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => i.Email, ct);
        var grants = await names.NamesAsync(actor.AccountId, [.. open.Where(i => i.RoleId is not null).Select(i => (i.RoleId!.Value, i.NodeId!.Value))], ct);
        var defaults = await InvitationSettingsService.OfAsync(db, actor.AccountId, ct);
        foreach (var invitation in open)
        {
            var (token, hash) = OneTimeToken.Create();
            var (now, place) = (clock.GetUtcNow(), places[invitation.ApplicationId]);
            (invitation.TokenHash, invitation.TokenMailed, invitation.ExpiresAt, invitation.SentAt) = (hash, true, now.AddDays(defaults.LifetimeDays), now);
            var grant = invitation.RoleId is { } role ? grants.GetValueOrDefault((role, invitation.NodeId!.Value)) : null;
            outbox.Enqueue(db, InvitationMail.Compose(invitation, emails.GetValueOrDefault(invitation.InvitedById), place.Account, place.Name, grant, links.For(token), defaults.Text));
            Record(db, actor, AuditActions.InvitationResent, invitation);
        }

        return rows;
    }

    public async Task<IReadOnlyList<BatchRow>> RevokeAsync(DashboardDbContext db, Actor actor, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        var (rows, open) = await LockedAsync(db, actor, targets, ct);
        if (open.Count == 0) return rows;
        var ids = open.Select(i => i.Id).ToList();
        await outbox.CancelAsync(db, ids, ct);
        await db.AppMemberships.Where(m => m.State == MembershipState.Invited && db.Invitations.Any(v => ids.Contains(v.Id) && v.ApplicationId == m.ApplicationId
            && db.Identities.Any(i => i.Id == m.IdentityId && i.NormalizedEmail == v.NormalizedEmail))).ExecuteDeleteAsync(ct);
        foreach (var invitation in open)
        {
            invitation.RevokedAt = clock.GetUtcNow();
            Record(db, actor, AuditActions.InvitationRevoked, invitation);
        }

        return rows;
    }

    private static IQueryable<Invitation> Chosen(DashboardDbContext db, Actor actor, IReadOnlyList<BatchTarget> targets)
    {
        var ids = targets.Select(t => t.Id).ToList();
        return db.Invitations.Where(i => ids.Contains(i.Id) && i.AccountId == actor.AccountId);
    }

    private async Task<(IReadOnlyList<BatchRow> Rows, IReadOnlyList<Invitation> Open)> LockedAsync(DashboardDbContext db, Actor actor, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        await RowLocks.InvitationsAsync(db, [.. targets.Select(t => t.Id)], ct);
        var chosen = await Chosen(db, actor, targets).ToDictionaryAsync(i => i.Id, ct);
        var rows = await JudgeAsync(db, actor, targets, chosen, ct);
        return (rows, [.. rows.Where(r => r.IsDone).Select(r => chosen[r.Id])]);
    }

    private async Task<IReadOnlyList<BatchRow>> JudgeAsync(
        DashboardDbContext db, Actor actor, IReadOnlyList<BatchTarget> targets, Dictionary<Guid, Invitation> chosen, CancellationToken ct)
    {
        var allowed = new HashSet<Guid>();
        foreach (var environment in chosen.Values.Select(i => i.EnvironmentId).Distinct())
        {
            if (await access.AllowsInEnvironmentAsync(db, actor, Permissions.IdentityManage, environment, ct)) allowed.Add(environment);
        }

        return [.. targets.Select(t => new BatchRow(t.Id, Problem(chosen.GetValueOrDefault(t.Id))))];

        string? Problem(Invitation? invitation) => invitation switch
        {
            null => BatchWords.Gone,
            _ when !allowed.Contains(invitation.EnvironmentId) => CommonErrors.Forbidden.Message,
            { AcceptedAt: not null } => "Accepted already.",
            { RevokedAt: not null } => "Revoked already.",
            _ => null,
        };
    }

    private void Record(DashboardDbContext db, Actor actor, string action, Invitation invitation) =>
        audit.Add(db, actor, action, new AuditTarget(AuditTarget.Invitation, invitation.Id, invitation.Email));
}
