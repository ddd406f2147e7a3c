using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>Whose password a link sets. Looking changes nothing.</summary>
public sealed record OpenedRecovery(Guid AccountId, string AccountName, string Email, string FirstName, string LastName);

/// <summary>Forgot password: a link by mail, and the new password it sets.</summary>
internal sealed class PasswordReset(
    IDbContextFactory<DashboardDbContext> dbs, SignInThrottle throttle, RecoveryLinks links, PasswordChoice choice, PasswordWriter writer,
    MailOutbox outbox, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>Every answer takes this long, so that its time says nothing about the address (A19).</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(300);

    /// <summary>The same answer for every address that is one; a mail goes only to somebody active, at most three times an hour.</summary>
    public async Task<Result> RequestAsync(Guid accountId, string? email, string? ip, CancellationToken ct)
    {
        if (!EmailAddress.TryParse(email, out var address, out var problem)) return Error.Field("validation_failed", 422, "email", problem);
        var pace = Task.Delay(Pace, clock, ct);
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await throttle.TryTakeAsync(db, accountId, AttemptLimit.Recovery, address.Normalized, ct)
            && await RecoveryLinks.PersonAsync(db, accountId, address.Normalized, ct) is { } person)
        {
            await MailAsync(db, person, ip, ct);
        }

        await pace;
        return Result.Ok;
    }

    public async Task<Result<OpenedRecovery>> OpenAsync(string? token, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await links.FindAsync(db, token, ct);
        if (found is null) return CredentialErrors.LinkInvalid;
        var person = found.Value.Person;
        return new OpenedRecovery(person.AccountId, person.AccountName, person.Email, person.FirstName, person.LastName);
    }

    /// <summary>Answers the id of the person whose password it now is. Of two parallel tries one wins.</summary>
    public async Task<Result<Guid>> SetAsync(string? token, string? password, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await links.FindAsync(db, token, ct);
        if (found is null) return CredentialErrors.LinkInvalid;
        var (link, person) = found.Value;
        var hash = await choice.HashAsync(db, person, password, ct);
        if (!hash.Succeeded) return hash.Error!;

        var themselves = new Actor(ActorKind.Identity, person.Id, person.FullName, person.AccountId, ip);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await writer.SetAsync(db, person, hash.Value, provesAddress: link.Mailed, themselves, ct)) return CredentialErrors.LinkInvalid;
        await transaction.CommitAsync(ct);
        changes.Publish(person.AccountId, ChangeTopic.Identities);
        return person.Id;
    }

    private async Task MailAsync(DashboardDbContext db, RecoveryPerson person, string? ip, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (url, expires) = await links.AddAsync(db, person, RecoveryLink.Lifetime, mailed: true, codeHash: null, ct);
        outbox.Enqueue(db, RecoveryMail.Compose(person, administrator: null, expires, url));
        audit.Add(db, Actor.System(person.AccountId, "Forgot password page") with { Ip = ip }, AuditActions.PasswordResetRequested, new AuditTarget(AuditTarget.User, person.Id, person.FullName));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }
}
