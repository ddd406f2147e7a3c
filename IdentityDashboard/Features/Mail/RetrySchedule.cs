namespace IdentityDashboard.Features.Mail;

/// <summary>When to try again: soon at first, then hourly for a day. Counts attempts, so that time in which nothing was tried doesn't use it up.</summary>
internal static class RetrySchedule
{
    private static readonly TimeSpan[] First = [TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15)];
    private static readonly TimeSpan Later = TimeSpan.FromHours(1);
    private const int HoursOfTrying = 24;

    public static int MaxAttempts => First.Length + HoursOfTrying;

    /// <summary>How long to wait after this many attempts; null when it is time to give up.</summary>
    public static TimeSpan? After(int attempts)
    {
        if (attempts >= MaxAttempts) return null;
        return attempts <= First.Length ? First[Math.Max(attempts, 1) - 1] : Later;
    }
}
