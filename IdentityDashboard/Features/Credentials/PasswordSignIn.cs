using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>Answers who an email and a password belong to, in the same words and the same work for everybody else (A19).</summary>
internal sealed class PasswordSignIn(IDbContextFactory<DashboardDbContext> dbs, SignInThrottle throttle, PasswordService passwords, AuditLog audit, TimeProvider clock)
{
    /// <summary>In UTF-16 units; no password of ours is longer, and hashing more would only cost (A28).</summary>
    public const int MaxPresented = 1024;

    /// <summary>
    /// No refusal is faster. Hashes of other systems cost less than ours or more, and with a time of their own they would
    /// say that somebody is there: the usual ones are done within it.
    /// </summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    private sealed record Candidate(Guid Id, string FirstName, string LastName, string? PasswordHash, PrincipalState State);

    /// <summary>The person's id.</summary>
    public async Task<Result<Guid>> CheckAsync(Guid accountId, string? email, string? password, string? ip, CancellationToken ct)
    {
        if (!EmailAddress.TryParse(email, out var address, out var problem)) return Error.Field("validation_failed", 422, "email", problem);
        if (string.IsNullOrEmpty(password)) return Error.Field("validation_failed", 422, "password", "Enter your password.");
        if (password.Length > MaxPresented) return CredentialErrors.NotRight;

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await throttle.TryTakeAsync(db, accountId, AttemptLimit.Password, address.Normalized, ct)) return CredentialErrors.TooManyAttempts;
        var pace = Task.Delay(Pace, clock, ct);
        var person = await db.Identities.Where(i => i.AccountId == accountId && i.NormalizedEmail == address.Normalized && i.State != PrincipalState.Deleted)
            .Select(i => new Candidate(i.Id, i.FirstName, i.LastName, i.PasswordHash, i.State)).FirstOrDefaultAsync(ct);
        var check = await passwords.CheckAsync(person?.PasswordHash, password, ct);
        if (check != PasswordVerificationResult.Failed && person is { State: PrincipalState.Active })
        {
            await throttle.ForgetAsync(db, accountId, AttemptLimit.Password, address.Normalized, ct);
            await LockAsync(db, accountId, address.Normalized, until: null, ct);
            if (check == PasswordVerificationResult.SuccessRehashNeeded) await UpgradeAsync(db, person, password, ct);
            return person.Id;
        }

        await RefuseAsync(db, accountId, address.Normalized, person, ip, ct);
        await pace;
        return CredentialErrors.NotRight;
    }

    /// <summary>The same statements whether or not there is somebody; an unknown address isn't recorded in clear.</summary>
    private async Task RefuseAsync(DashboardDbContext db, Guid accountId, string email, Candidate? person, string? ip, CancellationToken ct)
    {
        var until = await throttle.LockedUntilAsync(db, accountId, AttemptLimit.Password, email, ct);
        if (until is not null) await LockAsync(db, accountId, email, until, ct);
        var target = person is null
            ? new AuditTarget(AuditTarget.User, Guid.Empty, "Unknown address")
            : new AuditTarget(AuditTarget.User, person.Id, PersonName.Join(person.FirstName, person.LastName));
        audit.Add(db, Actor.System(accountId, "Sign-in page") with { Ip = ip }, AuditActions.SignInRefused, target);
        await db.SaveChangesAsync(ct);
    }

    /// <summary>The password in our own hash. A password set meanwhile stays.</summary>
    private async Task UpgradeAsync(DashboardDbContext db, Candidate person, string password, CancellationToken ct)
    {
        var hash = await passwords.HashAsync(password, ct);
        await db.Identities.Where(i => i.Id == person.Id && i.PasswordHash == person.PasswordHash).ExecuteUpdateAsync(s => s.SetProperty(i => i.PasswordHash, hash), ct);
    }

    /// <summary>So that lists show who is locked; the counter decides.</summary>
    private static Task<int> LockAsync(DashboardDbContext db, Guid accountId, string email, DateTimeOffset? until, CancellationToken ct) =>
        db.Identities.Where(i => i.AccountId == accountId && i.NormalizedEmail == email && i.State != PrincipalState.Deleted)
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.LockoutEnd, until), ct);
}
