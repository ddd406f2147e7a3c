namespace IdentityDashboard.Platform;

/// <summary>
/// Wakes a loop of this process. However often it is raised meanwhile, the loop runs once. Who shares one through the
/// container gives it a name of its own.
/// </summary>
internal class Signal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    public void Raise()
    {
        try
        {
            if (_raised.CurrentCount == 0) _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else raised it at the same time.
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <returns>True when raised, false when the time is over.</returns>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _raised.WaitAsync(atMost, ct);

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _raised.Dispose();
    }
}
