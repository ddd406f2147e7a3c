using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>What the page asks for: somebody with a temporary password has just typed it and isn't asked again.</summary>
public sealed record PasswordChangeView(string AccountName, string Email, string FirstName, string LastName, bool MustChange);

/// <summary>People change their own password. All their other sessions end.</summary>
internal sealed class PasswordChange(
    IDbContextFactory<DashboardDbContext> dbs, SignInThrottle throttle, PasswordService passwords, PasswordWriter writer, ChangeFeed changes)
{
    public async Task<Result<PasswordChangeView>> OpenAsync(Guid accountId, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await RecoveryLinks.PersonAsync(db, accountId, identityId, ct);
        return person is null ? CredentialErrors.NotFound : new PasswordChangeView(person.AccountName, person.Email, person.FirstName, person.LastName, person.MustChange);
    }

    public async Task<Result> ChangeAsync(Guid accountId, Guid identityId, string? current, string? password, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await RecoveryLinks.PersonAsync(db, accountId, identityId, ct);
        if (person is null) return CredentialErrors.NotFound;
        if (!person.MustChange && await CurrentProblemAsync(db, person, current, ct) is { } wrong) return wrong;
        if (person.PasswordProblem(password) is { } problem) return Error.Field("validation_failed", 422, "password", problem);
        if (passwords.Verify(person.PasswordHash, password!)) return CredentialErrors.SamePassword;

        var hash = passwords.Hash(password!);
        var themselves = new Actor(ActorKind.Identity, person.Id, person.FullName, person.AccountId, ip);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await writer.SetAsync(db, person, hash, provesAddress: false, themselves, ct)) return CredentialErrors.NotFound;
        await transaction.CommitAsync(ct);
        changes.Publish(accountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    /// <summary>An open session is no licence to guess: the attempts count like those at sign-in.</summary>
    private async Task<Error?> CurrentProblemAsync(DashboardDbContext db, RecoveryPerson person, string? current, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(current)) return Error.Field("validation_failed", 422, "current_password", "Enter your current password.");
        if (current.Length > PasswordSignIn.MaxPresented) return CredentialErrors.CurrentPasswordWrong;
        if (!await throttle.TryTakeAsync(db, person.AccountId, AttemptLimit.Password, person.NormalizedEmail, ct)) return CredentialErrors.TooManyAttempts;
        if (!passwords.Verify(person.PasswordHash, current)) return CredentialErrors.CurrentPasswordWrong;
        await throttle.ForgetAsync(db, person.AccountId, AttemptLimit.Password, person.NormalizedEmail, ct);
        return null;
    }
}
