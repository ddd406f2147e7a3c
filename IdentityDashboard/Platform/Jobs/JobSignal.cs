namespace IdentityDashboard.Platform.Jobs;

/// <summary>Wakes the worker of this process at once; other processes find the job at their next look.</summary>
internal sealed class JobSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    public void Raise()
    {
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already raised: one look takes all that is waiting.
        }
    }

    public void Dispose() => _raised.Dispose();

    /// <summary>Returns when raised, or when the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _raised.WaitAsync(atMost, ct);
}
