using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>An administrator gives somebody a way to set a password (S63, S71). It takes rights that cover all that person holds (A36).</summary>
internal sealed class RecoveryService(
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, RecoveryLinks links, MailOutbox outbox, AuditLog audit, ChangeFeed changes)
{
    /// <summary>Mails a link that works for 24 hours; the one before ends.</summary>
    public async Task<Result> SendLinkAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        var made = await MakeAsync(actor, identityId, mailed: true, ct);
        return made.Succeeded ? Result.Ok : made.Error!;
    }

    /// <summary>Answers the link itself, to be handed over by other ways; it works for 24 hours and doesn't prove the address.</summary>
    public Task<Result<string>> CreateLinkAsync(Actor actor, Guid identityId, CancellationToken ct) => MakeAsync(actor, identityId, mailed: false, ct);

    private async Task<Result<string>> MakeAsync(Actor actor, Guid identityId, bool mailed, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var person = await RecoveryLinks.PersonAsync(db, actor.AccountId, identityId, ct);
        if (person is null) return CredentialErrors.NotFound;
        if (!await grants.CoversAsync(db, actor, Permissions.CredentialManage, identityId, ct)) return CredentialErrors.NotCovered;
        if (person.State != PrincipalState.Active) return CredentialErrors.NotActive;

        var (url, expires) = await links.AddAsync(db, person, RecoveryLink.AdministratorLifetime, mailed, ct);
        if (mailed) outbox.Enqueue(db, RecoveryMail.Compose(person, actor.Name, expires, url));
        audit.Add(db, actor, mailed ? AuditActions.PasswordResetRequested : AuditActions.PasswordResetLinkCreated, new AuditTarget(AuditTarget.User, person.Id, person.FullName));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);

        outbox.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return url;
    }
}
