using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Protection;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <param name="Ip">Of the connection, never of a header.</param>
/// <param name="Browser">What <see cref="KnownBrowsers"/> gave this browser to keep.</param>
internal sealed record SignInOrigin(string? Ip, string? Browser = null);

/// <summary>Answers who an email and a password belong to, in the same words and the same work for everybody else (A19).</summary>
internal sealed class PasswordSignIn(
    IDbContextFactory<DashboardDbContext> dbs, SignInThrottle throttle, FailedSignIns failures, KnownBrowsers browsers, PasswordService passwords, AuditLog audit, TimeProvider clock)
{
    /// <summary>In UTF-16 units; no password of ours is longer, and hashing more would only cost (A28).</summary>
    public const int MaxPresented = 1024;

    /// <summary>
    /// No refusal is faster. Hashes of other systems cost less than ours or more, and with a time of their own they would
    /// say that somebody is there: the usual ones are done within it.
    /// </summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>No answer to a browser that never signed in is faster while the whole account is being tried.</summary>
    private static readonly TimeSpan BusyPace = TimeSpan.FromSeconds(3);

    private sealed record Candidate(Guid Id, string FirstName, string LastName, string? PasswordHash, DateTimeOffset? PasswordChangedAt, DateTimeOffset? LockoutEnd, PrincipalState State);

    /// <param name="Limit">Whose attempts it takes from: the address', or the browser's own.</param>
    private sealed record Attempt(Guid AccountId, string Email, string Password, string? Ip, Candidate? Person, AttemptLimit Limit, string Subject)
    {
        public bool IsKnown => Limit == AttemptLimit.Browser;
    }

    /// <summary>The person's id.</summary>
    public async Task<Result<Guid>> CheckAsync(Guid accountId, string? email, string? password, SignInOrigin? origin, CancellationToken ct)
    {
        if (!EmailAddress.TryParse(email, out var address, out var problem)) return Error.Field("validation_failed", 422, "email", problem);
        if (string.IsNullOrEmpty(password)) return Error.Field("validation_failed", 422, "password", "Enter your password.");
        if (password.Length > MaxPresented) return CredentialErrors.NotRight;

        await using var db = await dbs.CreateDbContextAsync(ct);
        var (begun, candidate) = (clock.GetTimestamp(), await CandidateAsync(db, accountId, address.Normalized, ct));
        var known = candidate is null ? null : browsers.SubjectOf(origin?.Browser, candidate.Id, candidate.PasswordChangedAt);
        var attempt = new Attempt(accountId, address.Normalized, password, origin?.Ip, candidate, known is null ? AttemptLimit.Password : AttemptLimit.Browser, known ?? address.Normalized);
        var (outcome, pace) = known is null ? await StrangerAsync(db, attempt, ct) : (await TryAsync(db, attempt, ct), TimeSpan.Zero);
        if (outcome.Error == CredentialErrors.NotRight && pace < Pace) pace = Pace;
        var left = pace - clock.GetElapsedTime(begun);
        if (left > TimeSpan.Zero) await Task.Delay(left, clock, ct);
        return outcome;
    }

    /// <summary>From a browser nobody signed in with as this person: its network counts too.</summary>
    private async Task<(Result<Guid> Outcome, TimeSpan Pace)> StrangerAsync(DashboardDbContext db, Attempt attempt, CancellationToken ct)
    {
        using var place = await failures.EnterAsync(attempt.Ip, ct);
        var state = await failures.StateAsync(db, attempt.AccountId, attempt.Ip, ct);
        if (state.NetworkSpent) return (CredentialErrors.TooManyAttempts, TimeSpan.Zero);
        var outcome = await TryAsync(db, attempt, ct);
        if (outcome.Error == CredentialErrors.NotRight) await failures.NoteAsync(db, attempt.AccountId, attempt.Ip, ct);
        return (outcome, state.AccountBusy ? BusyPace : TimeSpan.Zero);
    }

    private async Task<Result<Guid>> TryAsync(DashboardDbContext db, Attempt attempt, CancellationToken ct)
    {
        if (!await throttle.TryTakeAsync(db, attempt.AccountId, attempt.Limit, attempt.Subject, ct)) return CredentialErrors.TooManyAttempts;
        var person = attempt.Person;
        var check = await passwords.CheckAsync(person?.PasswordHash, attempt.Password, ct);
        if (check == PasswordVerificationResult.Failed || person is not { State: PrincipalState.Active })
        {
            await RefuseAsync(db, attempt, ct);
            return CredentialErrors.NotRight;
        }

        await throttle.ForgetAsync(db, attempt.AccountId, attempt.Limit, attempt.Subject, ct);
        // The lock others brought about stays for others.
        if (!attempt.IsKnown && person.LockoutEnd is not null) await LockAsync(db, attempt, until: null, ct);
        if (check == PasswordVerificationResult.SuccessRehashNeeded) await UpgradeAsync(db, person, attempt.Password, ct);
        return person.Id;
    }

    /// <summary>The same statements whether or not there is somebody; an unknown address isn't recorded in clear.</summary>
    private async Task RefuseAsync(DashboardDbContext db, Attempt attempt, CancellationToken ct)
    {
        var target = attempt.Person is not { } person
            ? new AuditTarget(AuditTarget.User, Guid.Empty, "Unknown address")
            : new AuditTarget(AuditTarget.User, person.Id, PersonName.Join(person.FirstName, person.LastName));
        var page = Actor.System(attempt.AccountId, "Sign-in page") with { Ip = attempt.Ip };
        audit.Add(db, page, AuditActions.SignInRefused, target);
        var until = attempt.IsKnown ? null : await throttle.LockedUntilAsync(db, attempt.AccountId, attempt.Limit, attempt.Subject, ct);
        if (until is not null && await LockAsync(db, attempt, until, ct) > 0) audit.Add(db, page, AuditActions.SignInLocked, target);
        await db.SaveChangesAsync(ct);
    }

    private static Task<Candidate?> CandidateAsync(DashboardDbContext db, Guid accountId, string email, CancellationToken ct) =>
        db.Identities.Where(i => i.AccountId == accountId && i.NormalizedEmail == email && i.State != PrincipalState.Deleted)
            .Select(i => new Candidate(i.Id, i.FirstName, i.LastName, i.PasswordHash, i.PasswordChangedAt, i.LockoutEnd, i.State)).FirstOrDefaultAsync(ct);

    /// <summary>The password in our own hash. A password set meanwhile stays.</summary>
    private async Task UpgradeAsync(DashboardDbContext db, Candidate person, string password, CancellationToken ct)
    {
        var hash = await passwords.HashAsync(password, ct);
        await db.Identities.Where(i => i.Id == person.Id && i.PasswordHash == person.PasswordHash).ExecuteUpdateAsync(s => s.SetProperty(i => i.PasswordHash, hash), ct);
    }

    /// <summary>So that lists show who is locked; the counter decides.</summary>
    /// <returns>Whether it wasn't known yet: of parallel attempts one is told so.</returns>
    private static Task<int> LockAsync(DashboardDbContext db, Attempt attempt, DateTimeOffset? until, CancellationToken ct) =>
        db.Identities.Where(i => i.AccountId == attempt.AccountId && i.NormalizedEmail == attempt.Email && i.State != PrincipalState.Deleted && (until == null || i.LockoutEnd == null || i.LockoutEnd < until))
            .ExecuteUpdateAsync(s => s.SetProperty(i => i.LockoutEnd, until), ct);
}
