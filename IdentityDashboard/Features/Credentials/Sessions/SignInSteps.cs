using IdentityDashboard.Data;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>
/// What has still to be done in a session (S75, S77-S79). Asked at every request, so that a step can't be walked around
/// and a policy made stricter reaches everybody (A17).
/// </summary>
internal sealed class SignInSteps(MfaRequirement requirement, TimeProvider clock)
{
    /// <summary>Null once everything opens. Who has a factor shows it before anything of theirs can be changed.</summary>
    public async Task<SignInStep?> NextAsync(DashboardDbContext db, SessionStanding session, CancellationToken ct)
    {
        var policy = session.Policy;
        var asksFactor = policy.Mfa != MfaPolicy.Off;
        if (asksFactor && session is { HasFactor: true, SecondFactorAt: null }) return SignInStep.SecondFactor;
        if (session.MustChangePassword || IsAged(session, clock.GetUtcNow())) return SignInStep.ChangePassword;
        if (policy.RequireVerifiedEmail && !session.EmailVerified) return SignInStep.VerifyEmail;
        var mustEnrol = asksFactor && !session.HasFactor && (session.MustEnrolFactor || await requirement.IsRequiredAsync(db, policy, session.IdentityId, ct));
        return mustEnrol ? SignInStep.EnrolFactor : null;
    }

    private static bool IsAged(SessionStanding session, DateTimeOffset now) =>
        session.HasPassword && PasswordAge.IsExpired(session.Policy, session.PasswordSince, now);
}
