using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>
/// People change their own address: asked for in a fresh session (A31), told to the old one, done once the new one is
/// proved. Whether somebody else has the address isn't said: no mail goes there then, and the answer is the same (A19).
/// </summary>
internal sealed class EmailChange(
    IDbContextFactory<DashboardDbContext> dbs, SessionGuard sessions, SignInThrottle throttle, VerificationLinks links, FormerAddress former, MailOutbox outbox, AuditLog audit, ChangeFeed changes)
{
    private const string LocalSource = "Local";

    public async Task<Result> RequestAsync(Actor actor, string? email, CancellationToken ct)
    {
        if (!EmailAddress.TryParse(email, out var wanted, out var problem)) return Error.Field("validation_failed", 422, EmailErrors.Field, problem);
        await using var db = await dbs.CreateDbContextAsync(ct);
        var me = await AddressHolder.Of(db, actor.AccountId, actor.Id).FirstOrDefaultAsync(ct);
        if (me is null || actor.Kind != ActorKind.Identity) return CredentialErrors.NotFound;
        if (await sessions.ProblemAsync(db, actor, ct) is { } stale) return stale;
        if (me.Source != LocalSource) return EmailErrors.Synced;
        if (me.NormalizedEmail == wanted.Normalized) return EmailErrors.Same;
        if (!await throttle.TryTakeAsync(db, actor.AccountId, AttemptLimit.Verification, me.Id.ToString(), ct)) return EmailErrors.TooMany;

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (url, link) = await links.AddAsync(db, me, wanted.Display, ct);
        if (!await AddressMove.IsTakenAsync(db, me, wanted, ct)) outbox.Enqueue(db, VerificationMail.Change(me, link, url));
        former.TellWanted(db, me);
        audit.Add(db, actor, AuditActions.EmailChangeRequested, new AuditTarget(AuditTarget.User, me.Id, me.FullName), new Changes().Set("email", me.Email, wanted.Display));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    /// <summary>The address that waits to be confirmed, or null.</summary>
    public async Task<string?> PendingAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var me = await AddressHolder.Of(db, actor.AccountId, actor.Id).FirstOrDefaultAsync(ct);
        var live = me is null ? null : await links.LiveAsync(db, me, ct);
        return live is not null && EmailAddress.TryParse(live.Email, out var address, out _) && address.Normalized != me!.NormalizedEmail ? live.Email : null;
    }

    public async Task<Result> CancelAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var me = await AddressHolder.Of(db, actor.AccountId, actor.Id).FirstOrDefaultAsync(ct);
        if (me is null) return CredentialErrors.NotFound;
        if (await links.EndAsync(db, me.Id, ct) > 0) audit.Add(db, actor, AuditActions.EmailChangeCancelled, new AuditTarget(AuditTarget.User, me.Id, me.FullName));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }
}
