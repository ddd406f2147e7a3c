using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Protection;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Recovery;

/// <summary>
/// Exchanges an administrator's code for a link that works for a few minutes. Known and unknown addresses get the same
/// answer for the same work (A19); of a code's five tries each is counted before it is compared, so that a sixth is
/// never looked at, however many come at once.
/// </summary>
internal sealed class CodeRecovery(
    IDbContextFactory<DashboardDbContext> dbs, SignInThrottle throttle, FailedSignIns failures, LinkCodes codes, RecoveryLinks links, AuditLog audit, TimeProvider clock)
{
    public const string EmailField = "email";
    public const string CodeField = "code";

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>The token of a link that sets the password.</summary>
    public async Task<Result<string>> RedeemAsync(Guid accountId, string? email, string? code, string? ip, CancellationToken ct)
    {
        var errors = new FieldErrors();
        if (!EmailAddress.TryParse(email, out var address, out var problem)) errors.Add(EmailField, problem);
        var digits = LinkCodes.Read(code);
        if (digits is null) errors.Add(CodeField, $"Enter the {LinkCodes.Digits} digits of the code.");
        if (errors.Any) return errors.ToError();

        var pace = Task.Delay(Pace, clock, ct);
        var outcome = await TryAsync(accountId, address.Normalized, digits!, ip, ct);
        if (outcome.Error == CredentialErrors.CodeInvalid) await pace;
        return outcome;
    }

    private async Task<Result<string>> TryAsync(Guid accountId, string email, string code, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        using var place = await failures.EnterAsync(ip, ct);
        if ((await failures.StateAsync(db, accountId, ip, ct)).NetworkSpent || !await throttle.TryTakeAsync(db, accountId, AttemptLimit.Code, email, ct)) return CredentialErrors.TooManyCodes;

        var person = await RecoveryLinks.PersonAsync(db, accountId, email, ct);
        var link = await CountedAsync(db, person, ct);
        if (await codes.MatchesAsync(link?.CodeHash, code, ct) && await ExchangeAsync(db, link!, person!, ip, ct) is { } token)
        {
            await throttle.ForgetAsync(db, accountId, AttemptLimit.Code, email, ct);
            return token;
        }

        await failures.NoteAsync(db, accountId, ip, ct);
        if (link is null) return CredentialErrors.CodeInvalid;
        audit.Add(db, Page(accountId, ip), AuditActions.RecoveryCodeRefused, Target(person!));
        await db.SaveChangesAsync(ct);
        return CredentialErrors.CodeInvalid;
    }

    /// <summary>The link whose code may still be tried, with this try counted. The same statements when there is nobody.</summary>
    private async Task<RecoveryLink?> CountedAsync(DashboardDbContext db, RecoveryPerson? person, CancellationToken ct)
    {
        var (id, stamp, now) = (person?.Id ?? Guid.Empty, person?.SecurityStamp ?? "", clock.GetUtcNow());
        var live = db.RecoveryLinks.Where(l => l.IdentityId == id && l.SecurityStamp == stamp && l.CodeHash != null && l.UsedAt == null && l.ExpiresAt > now);
        var counted = await live.Where(l => l.CodeAttempts < RecoveryLink.MostCodeAttempts).ExecuteUpdateAsync(s => s.SetProperty(l => l.CodeAttempts, l => l.CodeAttempts + 1), ct);
        var link = await live.AsNoTracking().FirstOrDefaultAsync(ct);
        return counted == 0 ? null : link;
    }

    /// <summary>Both end, link and code. Of two who type the right code at once one goes on.</summary>
    private async Task<string?> ExchangeAsync(DashboardDbContext db, RecoveryLink link, RecoveryPerson person, string? ip, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.RecoveryLinks.Where(l => l.Id == link.Id && l.UsedAt == null).ExecuteDeleteAsync(ct) == 0) return null;
        var (url, _) = await links.AddAsync(db, person, RecoveryLink.AfterCode, mailed: false, codeHash: null, ct);
        audit.Add(db, Page(person.AccountId, ip), AuditActions.ResetCodeUsed, Target(person));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return url[(url.LastIndexOf('/') + 1)..];
    }

    private static Actor Page(Guid accountId, string? ip) => Actor.System(accountId, "Recovery code page") with { Ip = ip };

    private static AuditTarget Target(RecoveryPerson person) => new(AuditTarget.User, person.Id, person.FullName);
}
