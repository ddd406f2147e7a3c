using System.Data.Common;
using IdentityDashboard.Ui;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityDashboard.Tests.Ui;

public sealed class ListLoaderTests
{
    [Fact]
    public async Task The_latest_load_wins_and_cancels_the_one_before()
    {
        using var loader = Loader();
        var started = new TaskCompletionSource();
        var slow = loader.RunAsync(async ct =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, ct);
            return "slow";
        });
        await started.Task;

        Assert.True(await loader.RunAsync(_ => Task.FromResult("fast")));

        Assert.False(await slow);
        Assert.Equal("fast", loader.Value);
    }

    [Fact]
    public async Task U12_A_failing_database_leaves_a_reference_until_a_retry_succeeds()
    {
        using var loader = Loader();

        Assert.False(await loader.RunAsync(_ => throw new Broken()));
        Assert.Matches("^[0-9A-F]{4}-[0-9A-F]{2}$", loader.Reference);
        Assert.Null(loader.Value);
        Assert.True(await loader.RunAsync(_ => Task.FromResult("rows")));

        Assert.Null(loader.Reference);
        Assert.Equal("rows", loader.Value);
    }

    [Fact]
    public async Task A_quiet_reload_that_fails_keeps_what_is_shown()
    {
        using var loader = Loader();
        await loader.RunAsync(_ => Task.FromResult("rows"));

        await loader.RunAsync(_ => throw new InvalidOperationException("transient", new Broken()), quiet: true);

        Assert.Equal("rows", loader.Value);
        Assert.Null(loader.Reference);
    }

    [Fact]
    public async Task U11_What_is_shown_gives_way_to_the_skeleton_when_the_answer_takes_long()
    {
        using var loader = Loader();
        await loader.RunAsync(_ => Task.FromResult("old"));
        var answer = new TaskCompletionSource<string>();

        var loading = loader.RunAsync(_ => answer.Task);
        Assert.Equal("old", loader.Value);
        for (var waited = 0; loader.Value is not null && waited < 100; waited++) await Task.Delay(50);
        Assert.Null(loader.Value);
        answer.SetResult("new");

        Assert.True(await loading);
        Assert.Equal("new", loader.Value);
    }

    [Fact]
    public async Task A_bug_is_not_taken_for_a_failing_database()
    {
        using var loader = Loader();

        await Assert.ThrowsAsync<NotSupportedException>(() => loader.RunAsync(_ => throw new NotSupportedException("bug")));
    }

    private static ListLoader<string> Loader() => new(TimeProvider.System, NullLogger.Instance, () => { });

    private sealed class Broken : DbException;
}
