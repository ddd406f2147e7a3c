using IdentityDashboard.Data;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Credentials;

/// <summary>Asks somebody who is signed in for the password they have. An open session is no licence to guess: the attempts are as few as at sign-in, and strangers can't use them up.</summary>
internal sealed class CurrentPassword(SignInThrottle throttle, PasswordService passwords)
{
    /// <summary>Null when it is right. To be called outside a transaction.</summary>
    public async Task<Error?> ProblemAsync(DashboardDbContext db, RecoveryPerson person, string? current, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(current)) return Error.Field("validation_failed", 422, "current_password", "Enter your current password.");
        if (current.Length > PasswordSignIn.MaxPresented) return CredentialErrors.CurrentPasswordWrong;
        if (!await throttle.TryTakeAsync(db, person.AccountId, AttemptLimit.Reauthentication, person.Id.ToString(), ct)) return CredentialErrors.TooManyAttempts;
        if (!await passwords.VerifyAsync(person.PasswordHash, current, ct)) return CredentialErrors.CurrentPasswordWrong;
        await throttle.ForgetAsync(db, person.AccountId, AttemptLimit.Reauthentication, person.Id.ToString(), ct);
        return null;
    }
}
