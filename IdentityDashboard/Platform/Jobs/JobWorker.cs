namespace IdentityDashboard.Platform.Jobs;

/// <summary>A job and who holds it. The holder's name is new at each claim, so that a late writer is told apart.</summary>
public sealed record JobLease(Guid JobId, Guid Holder);

/// <summary>
/// Works on jobs that live in the database: claims one by a lease, does it step by step, and looks for the next. Each
/// step is one transaction that also renews the lease, so a killed process loses nothing and a worker that stood
/// still past its lease writes nothing. Looks when woken, and every second for what other processes left.
/// </summary>
internal abstract class JobWorker(JobSignal signal, TimeProvider clock, ILogger log) : BackgroundService
{
    /// <summary>Well beyond one step. After a kill, so long until somebody else goes on.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    private const int Parallel = 2;

    /// <summary>As often may a step fail in a row before <see cref="GiveUpStepAsync"/>.</summary>
    private const int Attempts = 5;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected abstract Task<JobLease?> ClaimAsync(CancellationToken ct);

    /// <returns>False when the job is at its end, or somebody else's.</returns>
    protected abstract Task<bool> StepAsync(JobLease lease, CancellationToken ct);

    /// <summary>A step that always fails must not keep the job from its end: leaves its rows out, with the reason.</summary>
    protected abstract Task GiveUpStepAsync(JobLease lease, CancellationToken ct);

    /// <summary>The app stops: gives the job back, so that the next start doesn't wait for the lease to end.</summary>
    protected abstract Task ReleaseAsync(JobLease lease);

    /// <summary>Nothing is wrong with the step: the database doesn't answer, and the step is done once it does.</summary>
    protected abstract bool IsOutage(Exception e);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.RemoveAll(t => t.IsCompleted);
                if (running.Count == Parallel) await Task.WhenAny(running).WaitAsync(stoppingToken);
                else if (await TryClaimAsync(stoppingToken) is { } lease) running.Add(Task.Run(() => RunAsync(lease, stoppingToken), CancellationToken.None));
                else await signal.WaitAsync(Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops: steps under way are rolled back and done again at the next start.
        }

        await Task.WhenAll(running);
    }

    private async Task<JobLease?> TryClaimAsync(CancellationToken ct)
    {
        try
        {
            return await ClaimAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "Jobs can't be read. The next look is in a second.");
            return null;
        }
    }

    private async Task RunAsync(JobLease lease, CancellationToken ct)
    {
        var failed = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (failed >= Attempts) await GiveUpStepAsync(lease, ct);
                else if (!await StepAsync(lease, ct)) return;
                failed = 0;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                var isOutage = IsOutage(e);
                if (!isOutage) failed++;
                if (isOutage) log.LogWarning(e, "Job {Id} waits: the database doesn't answer.", lease.JobId);
                else log.LogWarning(e, "A step of job {Id} failed, {Failed} times in a row.", lease.JobId, failed);
                await Task.Delay(isOutage ? Look : TimeSpan.FromMilliseconds(100 * Math.Min(failed, 10)), clock, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await TryReleaseAsync(lease);
    }

    private async Task TryReleaseAsync(JobLease lease)
    {
        try
        {
            await ReleaseAsync(lease);
        }
        catch (Exception e)
        {
            log.LogWarning(e, "Job {Id} couldn't be given back; its lease ends in {Seconds} seconds.", lease.JobId, Lease.TotalSeconds);
        }
    }
}
