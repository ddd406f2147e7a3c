using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>
/// Checks what somebody shows after their password. Wrong ones are counted for the person, not the session: a new
/// sign-in brings no new guesses (A25). Right ones work once (A24, A27).
/// </summary>
internal sealed class SecondFactor(
    IDbContextFactory<DashboardDbContext> dbs, SignInThrottle throttle, FactorSecrets secrets, MailOutbox outbox, AuditLog audit, IOptions<PublicUrlOptions> urls, TimeProvider clock)
{
    public async Task<Result> PassCodeAsync(Actor actor, string? typed, CancellationToken ct)
    {
        if (TotpCodes.Read(typed) is not { } code) return FactorErrors.CodeMissing;
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await TryAsync(db, actor, FactorErrors.CodeWrong, () => UseCodeAsync(db, actor.Id, code, ct), ct);
    }

    /// <summary>Using one is recorded and told to the person: a code that others found is noticed.</summary>
    public async Task<Result> PassRecoveryCodeAsync(Actor actor, string? typed, CancellationToken ct)
    {
        if (RecoveryCodeText.Hash(actor.Id, typed) is not { } hash) return FactorErrors.RecoveryMissing;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var passed = await TryAsync(db, actor, FactorErrors.RecoveryWrong, () => UseRecoveryCodeAsync(db, actor, hash, ct), ct);
        if (passed.Succeeded) outbox.Wake();
        return passed;
    }

    /// <summary>By which wrong codes are counted.</summary>
    public static string Subject(Guid identityId) => identityId.ToString("N", CultureInfo.InvariantCulture);

    private async Task<Result> TryAsync(DashboardDbContext db, Actor actor, Error wrong, Func<Task<bool>> useAsync, CancellationToken ct)
    {
        var subject = Subject(actor.Id);
        if (!await throttle.TryTakeAsync(db, actor.AccountId, AttemptLimit.Factor, subject, ct)) return FactorErrors.TooMany;
        if (await useAsync())
        {
            await throttle.ForgetAsync(db, actor.AccountId, AttemptLimit.Factor, subject, ct);
            return Result.Ok;
        }

        audit.Add(db, actor, AuditActions.SecondFactorRefused, new AuditTarget(AuditTarget.User, actor.Id, actor.Name));
        await db.SaveChangesAsync(ct);
        return wrong;
    }

    /// <summary>The newest step goes up in one statement, which of parallel tries with one code only one wins.</summary>
    private async Task<bool> UseCodeAsync(DashboardDbContext db, Guid identityId, string code, CancellationToken ct)
    {
        var held = await db.Authenticators.Where(a => a.IdentityId == identityId && a.ConfirmedAt != null).Select(a => new { a.ProtectedSecret, a.LastStep }).FirstOrDefaultAsync(ct);
        if (held is null) return false;
        var now = clock.GetUtcNow();
        if (TotpCodes.Match(secrets.Unprotect(identityId, held.ProtectedSecret), code, now, held.LastStep) is not { } step) return false;
        return await db.Authenticators.Where(a => a.IdentityId == identityId && a.ProtectedSecret == held.ProtectedSecret && a.LastStep < step)
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.LastStep, step).SetProperty(a => a.LastUsedAt, now), ct) == 1;
    }

    private async Task<bool> UseRecoveryCodeAsync(DashboardDbContext db, Actor actor, byte[] hash, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var used = await db.RecoveryCodes.Where(c => c.IdentityId == actor.Id && c.CodeHash == hash && c.UsedAt == null).ExecuteUpdateAsync(s => s.SetProperty(c => c.UsedAt, now), ct);
        if (used == 0 || await RecoveryLinks.PersonAsync(db, actor.AccountId, actor.Id, ct) is not { } person) return false;

        var left = (await FactorQueries.OfAsync(db, actor.Id, ct)).RecoveryCodesLeft;
        var change = new Changes().Set("recovery_codes", (left + 1).ToString(CultureInfo.InvariantCulture), left.ToString(CultureInfo.InvariantCulture));
        audit.Add(db, actor, AuditActions.RecoveryCodeUsed, new AuditTarget(AuditTarget.User, person.Id, person.FullName), change);
        outbox.Enqueue(db, FactorMail.Compose(person, "A recovery code was used", $"Somebody signed in as you with one of your recovery codes. {Left(left)}", urls.Value.Base));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private static string Left(int left) => left switch
    {
        0 => "None is left.",
        1 => "One is left.",
        _ => $"{left.ToString(CultureInfo.InvariantCulture)} are left.",
    };
}
