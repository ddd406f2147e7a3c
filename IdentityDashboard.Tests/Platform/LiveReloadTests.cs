using IdentityDashboard.Platform;

namespace IdentityDashboard.Tests.Platform;

public sealed class LiveReloadTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ChangeFeed feed = new();
    private readonly Guid account = Guid.NewGuid();

    [Fact]
    public async Task The_first_signal_of_a_burst_is_read_at_once_and_the_last_one_is_never_lost()
    {
        var (written, shown, readings) = (0, 0, 0);
        var caughtUp = new TaskCompletionSource();
        using var live = new LiveReload(feed, account, [ChangeTopic.Identities], run => run(), () =>
        {
            (shown, readings) = (written, readings + 1);
            if (shown == 300) caughtUp.TrySetResult();
            return Task.CompletedTask;
        });

        for (written = 1; written < 300; written++) feed.Publish(account, ChangeTopic.Identities);
        Assert.Equal(1, shown);
        feed.Publish(account, ChangeTopic.Identities);
        await caughtUp.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);

        Assert.Equal(2, readings);
    }

    [Fact]
    public async Task A_signal_while_it_reads_is_followed_by_another_reading()
    {
        var reading = new TaskCompletionSource();
        var again = new TaskCompletionSource();
        var readings = 0;
        using var live = new LiveReload(feed, account, [ChangeTopic.Identities], run => run(), () =>
        {
            if (++readings == 1) return reading.Task;
            again.TrySetResult();
            return Task.CompletedTask;
        });

        feed.Publish(account, ChangeTopic.Identities);
        feed.Publish(account, ChangeTopic.Identities);
        reading.SetResult();

        await again.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(2, readings);
    }

    [Fact]
    public async Task A_reading_that_failed_is_not_the_last_one()
    {
        var readings = 0;
        Task? first = null;
        using var live = new LiveReload(feed, account, [ChangeTopic.Identities], run => first ??= run(),
            () => ++readings == 1 ? throw new InvalidOperationException("The database is away.") : Task.CompletedTask);

        feed.Publish(account, ChangeTopic.Identities);
        await Assert.ThrowsAsync<InvalidOperationException>(() => first!);
        first = null;
        feed.Publish(account, ChangeTopic.Identities);

        Assert.Equal(2, readings);
    }

    [Fact]
    public void Other_accounts_other_topics_and_pages_that_are_gone_hear_nothing()
    {
        var readings = 0;
        var live = new LiveReload(feed, account, [ChangeTopic.Identities], run => run(), () =>
        {
            readings++;
            return Task.CompletedTask;
        });

        feed.Publish(Guid.NewGuid(), ChangeTopic.Identities);
        feed.Publish(account, ChangeTopic.Mail);
        live.Dispose();
        feed.Publish(account, ChangeTopic.Identities);

        Assert.Equal(0, readings);
    }
}
