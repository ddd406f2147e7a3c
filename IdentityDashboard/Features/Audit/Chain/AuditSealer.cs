namespace IdentityDashboard.Features.Audit.Chain;

/// <summary>
/// Seals what was recorded, within a second: half a second after an entry of this process, so that a burst becomes one
/// seal, and at each second's look for those of other processes.
/// </summary>
internal sealed class AuditSealer(SealWriter writer, AuditSignal signal, ILogger<AuditSealer> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var sealedAll = await TrySealAsync(stoppingToken);
                if (!sealedAll) await Task.Delay(AfterFailure, stoppingToken);
                await signal.WaitAsync(Look - Gather, stoppingToken);
                await Task.Delay(Gather, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops: the next start seals what is left.
        }
    }

    private async Task<bool> TrySealAsync(CancellationToken ct)
    {
        try
        {
            // SQLite answers synchronously: not on the thread that starts the app.
            await Task.Run(async () => { while (await writer.SealNextAsync(ct)) { } }, ct);
            return true;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "The audit can't be sealed now. Entries are kept and sealed later.");
            return false;
        }
    }
}
