namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>Passwords that an account lets grow old only so far.</summary>
internal static class PasswordAge
{
    /// <param name="since">When the password was set; of one the record was made with, when that was.</param>
    /// <returns>Whether it has to be changed at the next sign-in.</returns>
    public static bool IsExpired(SecurityPolicy policy, DateTimeOffset since, DateTimeOffset now) =>
        policy.PasswordMaxAgeDays is { } days && since <= Limit(days, now);

    /// <summary>Passwords set then or before are too old.</summary>
    public static DateTimeOffset Limit(int days, DateTimeOffset now) => now.AddDays(-days);
}
