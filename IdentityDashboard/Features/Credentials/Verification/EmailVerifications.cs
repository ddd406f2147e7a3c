using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>What a link is about, for the page it opens.</summary>
/// <param name="IsChange">It proves the address somebody wants instead of the one they have.</param>
public sealed record OpenedVerification(Guid IdentityId, string AccountName, string FullName, string Email, bool IsChange);

/// <summary>What the page that asks for it shows.</summary>
public sealed record VerificationStanding(string AccountName, string Email, bool Verified);

/// <summary>Proves addresses by a mailed link. Looking at a link changes nothing; its button does (A9).</summary>
internal sealed class EmailVerifications(
    IDbContextFactory<DashboardDbContext> dbs, SignInThrottle throttle, VerificationLinks links, AddressMove move, MailOutbox outbox, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>Where somebody stands.</summary>
    /// <param name="mails">Mails the first link when none is on its way.</param>
    public async Task<VerificationStanding?> BeginAsync(Guid accountId, Guid identityId, bool mails, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var holder = await AddressHolder.Of(db, accountId, identityId).FirstOrDefaultAsync(ct);
        if (holder is null) return null;
        if (mails && !holder.Verified && (await links.LiveAsync(db, holder, ct))?.Email != holder.Email) await MailAsync(db, holder, ip, ct);
        return new VerificationStanding(holder.AccountName, holder.Email, holder.Verified);
    }

    /// <summary>Mails a new link to oneself, at most three an hour; the one before ends.</summary>
    public async Task<Result> SendAgainAsync(Guid accountId, Guid identityId, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var holder = await AddressHolder.Of(db, accountId, identityId).FirstOrDefaultAsync(ct);
        if (holder is null) return CredentialErrors.NotFound;
        if (holder.Verified) return Result.Ok;
        return await MailAsync(db, holder, ip, ct) ? Result.Ok : EmailErrors.TooMany;
    }

    public async Task<Result<OpenedVerification>> OpenAsync(string? token, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await links.FindAsync(db, token, ct) is var (link, holder) ? Opened(link, holder) : CredentialErrors.LinkInvalid;
    }

    /// <summary>Of two parallel tries one wins.</summary>
    public async Task<Result<OpenedVerification>> ConfirmAsync(string? token, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await links.FindAsync(db, token, ct) is not var (link, holder)) return CredentialErrors.LinkInvalid;
        var now = clock.GetUtcNow();
        if (await db.EmailVerifications.Where(v => v.Id == link.Id && v.UsedAt == null).ExecuteUpdateAsync(s => s.SetProperty(v => v.UsedAt, now), ct) == 0) return CredentialErrors.LinkInvalid;

        var opened = Opened(link, holder);
        var problem = opened.IsChange ? await move.MoveAsync(db, holder, Address(link), ip, ct) : await VerifyAsync(db, holder, now, ip, ct);
        if (problem is not null) return problem;
        await transaction.CommitAsync(ct);
        outbox.Wake();
        changes.Publish(holder.AccountId, ChangeTopic.Identities);
        return opened;
    }

    /// <summary>Only what it was mailed to, and only while it is theirs.</summary>
    private async Task<Error?> VerifyAsync(DashboardDbContext db, AddressHolder holder, DateTimeOffset now, string? ip, CancellationToken ct)
    {
        var version = Guid.NewGuid().ToString();
        var verified = await db.Identities.Where(i => i.Id == holder.Id && i.NormalizedEmail == holder.NormalizedEmail && i.State == PrincipalState.Active)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.EmailConfirmed, true).SetProperty(i => i.ConcurrencyStamp, version).SetProperty(i => i.UpdatedAt, now), ct);
        if (verified == 0) return CredentialErrors.LinkInvalid;
        audit.Add(db, holder.Themselves(ip), AuditActions.EmailVerified, new AuditTarget(AuditTarget.User, holder.Id, holder.FullName), new Changes().Set("email", null, holder.Email));
        await db.SaveChangesAsync(ct);
        return null;
    }

    private async Task<bool> MailAsync(DashboardDbContext db, AddressHolder holder, string? ip, CancellationToken ct)
    {
        if (!await throttle.TryTakeAsync(db, holder.AccountId, AttemptLimit.Verification, holder.Id.ToString(), ct)) return false;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (url, link) = await links.AddAsync(db, holder, holder.Email, ct);
        outbox.Enqueue(db, VerificationMail.Verify(holder, link, url));
        audit.Add(db, holder.Themselves(ip), AuditActions.EmailVerificationSent, new AuditTarget(AuditTarget.User, holder.Id, holder.FullName), new Changes().Set("email", null, holder.Email));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        return true;
    }

    private static OpenedVerification Opened(EmailVerification link, AddressHolder holder) =>
        new(holder.Id, holder.AccountName, holder.FullName, link.Email, Address(link).Normalized != holder.NormalizedEmail);

    private static EmailAddress Address(EmailVerification link) =>
        EmailAddress.TryParse(link.Email, out var address, out _) ? address : throw new InvalidOperationException("A link was made for something that isn't an address.");
}
