using IdentityDashboard.Data;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>The password that somebody who is here already chooses anew: every rule is asked, the cheap ones first, and its hash is made.</summary>
internal sealed class PasswordChoice(PasswordService passwords)
{
    /// <summary>Call it before a transaction begins: each look at a former password costs what a sign-in costs.</summary>
    /// <returns>The hash, or the rule that is broken.</returns>
    public async Task<Result<string>> HashAsync(DashboardDbContext db, RecoveryPerson person, string? password, CancellationToken ct)
    {
        var policy = await SecurityPolicies.PasswordsOfAsync(db, person.AccountId, ct);
        if (policy.Problem(password, person.Email, person.FirstName, person.LastName) is { } problem) return Error.Field("validation_failed", 422, "password", problem);
        if (person.PasswordHash is { } present && await passwords.VerifyAsync(present, password!, ct)) return CredentialErrors.SamePassword;
        if (policy.History > 0 && await IsFormerAsync(db, person, password!, policy.History, ct)) return CredentialErrors.FormerPassword(policy.History);
        return await passwords.HashAsync(password!, ct);
    }

    private async Task<bool> IsFormerAsync(DashboardDbContext db, RecoveryPerson person, string password, int count, CancellationToken ct)
    {
        foreach (var former in await PasswordHistory.NewestAsync(db, person.Id, count, ct))
        {
            if (await passwords.VerifyAsync(former, password, ct)) return true;
        }

        return false;
    }
}
