namespace IdentityDashboard.Features.Audit.Chain;

/// <summary>Wakes the sealer of this process soon after something was recorded.</summary>
internal sealed class AuditSignal : IDisposable
{
    private readonly SemaphoreSlim _raised = new(0, 1);

    public void Raise()
    {
        if (_raised.CurrentCount > 0) return;
        try
        {
            _raised.Release();
        }
        catch (SemaphoreFullException)
        {
            // Raised by another thread in between: one look finds all there is.
        }
    }

    public void Dispose() => _raised.Dispose();

    /// <summary>Returns when raised, or when the time is over.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken ct) => _raised.WaitAsync(atMost, ct);
}
