using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Recovery;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>What an administrator hands over: either does, and using one ends both.</summary>
/// <param name="CodePage">Where the code is typed, beside the email.</param>
public sealed record RecoveryHandover(string Url, string Code, string CodePage, DateTimeOffset ExpiresAt);

/// <summary>An administrator gives somebody a way to set a password (S63, S71). It takes rights that cover all that person holds (A36).</summary>
internal sealed class RecoveryService(
    IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, SessionGuard sessions, RecoveryLinks links, LinkCodes codes, MailOutbox outbox, AuditLog audit, ChangeFeed changes)
{
    /// <summary>Mails a link that works for 24 hours; the one before ends.</summary>
    public Task<Result> SendLinkAsync(Actor actor, Guid identityId, CancellationToken ct) => SendLinkAsync(actor, identityId, RecoveryLink.AdministratorLifetime, ct);

    /// <param name="lifetime">One of <see cref="RecoveryLink.Lifetimes"/>.</param>
    public async Task<Result> SendLinkAsync(Actor actor, Guid identityId, TimeSpan lifetime, CancellationToken ct)
    {
        if (!RecoveryLink.Lifetimes.Contains(lifetime)) return CredentialErrors.NoSuchLifetime;
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await FindAsync(db, actor, identityId, ct);
        if (!found.Succeeded) return found.Error!;

        var (url, expires) = await links.AddAsync(db, found.Value, lifetime, mailed: true, codeHash: null, ct);
        outbox.Enqueue(db, RecoveryMail.Compose(found.Value, actor.Name, expires, url));
        audit.Add(db, actor, AuditActions.PasswordResetRequested, Target(found.Value));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);

        outbox.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    /// <summary>
    /// Answers link and code themselves, to be handed over by other ways; they don't prove the address. Whoever sees them
    /// can sign in as that person, so the administrator shows first who they are (A31).
    /// </summary>
    /// <param name="lifetime">One of <see cref="RecoveryLink.Lifetimes"/>.</param>
    public async Task<Result<RecoveryHandover>> HandOverAsync(Actor actor, Guid identityId, TimeSpan lifetime, CancellationToken ct)
    {
        if (!RecoveryLink.Lifetimes.Contains(lifetime)) return CredentialErrors.NoSuchLifetime;
        var (code, hash) = await codes.CreateAsync(ct);
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var found = await FindAsync(db, actor, identityId, ct);
        if (!found.Succeeded) return found.Error!;
        if (await sessions.ProblemAsync(db, actor, ct) is { } stale) return stale;

        var (url, expires) = await links.AddAsync(db, found.Value, lifetime, mailed: false, hash, ct);
        audit.Add(db, actor, AuditActions.PasswordResetLinkCreated, Target(found.Value));
        await db.SaveChangesAsync(ct);
        var page = await links.CodePageAsync(db, actor.AccountId, ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return new RecoveryHandover(url, code, page, expires);
    }

    private async Task<Result<RecoveryPerson>> FindAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct)
    {
        var person = await RecoveryLinks.PersonAsync(db, actor.AccountId, identityId, ct);
        if (person is null) return CredentialErrors.NotFound;
        if (!await grants.CoversAsync(db, actor, Permissions.CredentialManage, identityId, ct)) return CredentialErrors.NotCovered;
        return person.State == PrincipalState.Active ? person : CredentialErrors.NotActive;
    }

    private static AuditTarget Target(RecoveryPerson person) => new(AuditTarget.User, person.Id, person.FullName);
}
