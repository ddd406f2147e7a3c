using IdentityDashboard.Platform.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace IdentityDashboard.Tests.Faults;

/// <summary>A job whose step fails: while the database doesn't answer it waits, and nothing is left out; a step that is wrong by itself is left out.</summary>
public sealed class JobOutageFaults
{
    private const int Often = 8;

    [Fact]
    public async Task A_step_is_done_again_for_as_long_as_the_database_does_not_answer()
    {
        using var worker = new Worker(new TimeoutException(), fails: Often);

        await worker.StartAsync(CancellationToken.None);
        await worker.Done;
        await worker.StopAsync(CancellationToken.None);

        Assert.Equal((Often + 1, 0), (worker.Steps, worker.GivenUp));
    }

    [Fact]
    public async Task A_step_that_always_fails_is_left_out()
    {
        using var worker = new Worker(new InvalidOperationException(), fails: Often);

        await worker.StartAsync(CancellationToken.None);
        await worker.Done;
        await worker.StopAsync(CancellationToken.None);

        Assert.Equal((Often + 1, 1), (worker.Steps, worker.GivenUp));
    }

    /// <summary>Its job's steps fail as often as said, then it is done.</summary>
    private sealed class Worker(Exception failure, int fails) : JobWorker(new JobSignal(), new HastyClock(), NullLogger.Instance)
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool claimed;

        public Task Done => done.Task;

        public int Steps { get; private set; }

        public int GivenUp { get; private set; }

        protected override Task<JobLease?> ClaimAsync(CancellationToken ct)
        {
            var lease = claimed ? null : new JobLease(Guid.NewGuid(), Guid.NewGuid());
            claimed = true;
            return Task.FromResult(lease);
        }

        protected override Task<bool> StepAsync(JobLease lease, CancellationToken ct)
        {
            if (++Steps <= fails) throw failure;
            done.SetResult();
            return Task.FromResult(false);
        }

        protected override Task GiveUpStepAsync(JobLease lease, CancellationToken ct)
        {
            GivenUp++;
            return Task.CompletedTask;
        }

        protected override Task ReleaseAsync(JobLease lease) => Task.CompletedTask;

        protected override bool IsOutage(Exception e) => e is TimeoutException;
    }

    /// <summary>What is waited for comes at once.</summary>
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
