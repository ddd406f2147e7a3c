using IdentityDashboard.Features.Mail;

namespace IdentityDashboard.Tests.Features.Mail;

public sealed class RetryScheduleTests
{
    [Fact]
    public void Attempts_come_soon_at_first_then_hourly_for_a_day_then_no_more()
    {
        var waits = Enumerable.Range(1, 40).Select(RetrySchedule.After).TakeWhile(w => w is not null).Select(w => w!.Value).ToList();

        Assert.Equal([10, 60, 300, 900, 3600, 3600], waits.Take(6).Select(w => w.TotalSeconds));
        Assert.InRange(waits.Sum(w => w.TotalHours), 23, 25);
        Assert.Null(RetrySchedule.After(RetrySchedule.MaxAttempts));
    }
}
