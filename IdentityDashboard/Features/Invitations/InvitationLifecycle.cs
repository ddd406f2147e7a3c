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

/// <summary>What can be done with an invitation after it was sent. A new link always ends the one before (A10).</summary>
internal sealed class InvitationLifecycle(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, GrantGuard grants, AccessQueries names, InvitationLinks links,
    MailOutbox outbox, AuditLog audit, ChangeFeed changes, TimeProvider clock)
    : IOpenInvitations
{
    /// <summary>Mails a new link with a new time; an expired invitation is pending again.</summary>
    public async Task<Result> ResendAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (invitation, refusal) = await FindOpenAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;

        var defaults = await InvitationSettingsService.OfAsync(db, actor.AccountId, ct);
        var token = Renew(invitation!, defaults, mailed: true);
        await outbox.CancelAsync(db, id, ct);
        var application = await (from a in db.Applications
                                 where a.Id == invitation!.ApplicationId
                                 join account in db.Accounts on a.AccountId equals account.Id
                                 select new { a.Name, Account = account.Name }).SingleAsync(ct);
        var grant = await names.NameAsync(db, actor.AccountId, invitation!.RoleId, invitation.NodeId, ct);
        outbox.Enqueue(db, await InvitationMail.ComposeAsync(db, invitation, application.Account, application.Name, grant, links.For(token), defaults.Text, ct));
        Record(db, actor, AuditActions.InvitationResent, invitation);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Invitations);
        return Result.Ok;
    }

    /// <summary>A new link to hand over by other ways. Accepting it doesn't prove the address.</summary>
    public async Task<Result<string>> CopyLinkAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (invitation, refusal) = await FindOpenAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;

        var token = Renew(invitation!, await InvitationSettingsService.OfAsync(db, actor.AccountId, ct), mailed: false);
        await outbox.CancelAsync(db, id, ct);
        Record(db, actor, AuditActions.InvitationLinkCopied, invitation!);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Invitations);
        return links.For(token);
    }

    public async Task<Result> RevokeAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (invitation, refusal) = await FindOpenAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        await RevokeAsync(db, actor, [invitation!], ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Invitations);
        return Result.Ok;
    }

    public async Task<IReadOnlySet<string>> RevokeForAsync(DashboardDbContext db, Actor actor, IReadOnlyCollection<string> normalizedEmails, CancellationToken ct)
    {
        var emails = db.Asked(normalizedEmails);
        var open = await db.Invitations.Where(i => i.AccountId == actor.AccountId && i.AcceptedAt == null && i.RevokedAt == null && emails.Contains(i.NormalizedEmail)).ToListAsync(ct);
        await RevokeAsync(db, actor, open, ct);
        return open.Select(i => i.NormalizedEmail).ToHashSet(StringComparer.Ordinal);
    }

    private async Task RevokeAsync(DashboardDbContext db, Actor actor, IReadOnlyList<Invitation> open, CancellationToken ct)
    {
        foreach (var invitation in open)
        {
            invitation.RevokedAt = clock.GetUtcNow();
            await outbox.CancelAsync(db, invitation.Id, ct);
            await db.AppMemberships.Where(m => m.ApplicationId == invitation.ApplicationId && m.State == MembershipState.Invited
                && db.Identities.Any(i => i.Id == m.IdentityId && i.NormalizedEmail == invitation.NormalizedEmail)).ExecuteDeleteAsync(ct);
            Record(db, actor, AuditActions.InvitationRevoked, invitation);
        }
    }

    /// <summary>By a right at the node alone it takes that to promise all the invitation does: its link lets whoever has it in.</summary>
    private async Task<bool> CoversAsync(DashboardDbContext db, Actor actor, Invitation invitation, CancellationToken ct)
    {
        if (invitation is not { RoleId: { } role, NodeId: { } node } || !await access.AllowsAsync(db, actor, Permissions.IdentityManage, node, ct)) return false;
        if (await grants.CheckRoleAsync(db, actor, invitation.EnvironmentId, role, node, ct) is not null) return false;
        foreach (var group in await db.InvitationGroups.Where(g => g.InvitationId == invitation.Id).Select(g => g.GroupId).ToListAsync(ct))
        {
            if (!await grants.MayJoinGroupAsync(db, actor, group, ct)) return false;
        }

        return true;
    }

    private async Task<(Invitation? Invitation, Error? Refusal)> FindOpenAsync(DashboardDbContext db, Actor actor, Guid id, CancellationToken ct)
    {
        var invitation = await db.Invitations.FirstOrDefaultAsync(i => i.Id == id && i.AccountId == actor.AccountId, ct);
        if (invitation is null) return (null, InvitationErrors.NotFound);
        if (!await access.AllowsInEnvironmentAsync(db, actor, Permissions.IdentityManage, invitation.EnvironmentId, ct) && !await CoversAsync(db, actor, invitation, ct)) return (null, CommonErrors.Forbidden);
        if (invitation.AcceptedAt is not null) return (null, InvitationErrors.AlreadyAccepted);
        return invitation.RevokedAt is null ? (invitation, null) : (null, InvitationErrors.AlreadyRevoked);
    }

    private string Renew(Invitation invitation, InvitationDefaults defaults, bool mailed)
    {
        var (token, hash) = OneTimeToken.Create();
        invitation.TokenHash = hash;
        invitation.TokenMailed = mailed;
        invitation.ExpiresAt = clock.GetUtcNow().AddDays(defaults.LifetimeDays);
        if (mailed) invitation.SentAt = clock.GetUtcNow();
        return token;
    }

    private void Record(DashboardDbContext db, Actor actor, string action, Invitation invitation) =>
        audit.Add(db, actor, action, new AuditTarget(AuditTarget.Invitation, invitation.Id, invitation.Email));
}
