using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Mail;

/// <summary>
/// Delivers what waits in the outbox, a few at a time, so that a server that hangs over one mail doesn't hold up the
/// others. Looks when woken, and every two seconds for what other processes or a retry time have made due.
/// </summary>
internal sealed class OutboxWorker(
    OutboxLeases leases, IMailTransport transport, MailStatus status, OutboxSignal signal, ChangeFeed changes, TimeProvider clock, ILogger<OutboxWorker> log)
    : BackgroundService
{
    private const int Parallel = 4;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>At shutdown: what is under way may end, within the ten seconds a stop may take.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private static readonly DeliveryResult Unreadable = DeliveryResult.Failed(
        DeliveryStage.Connect, "The stored mail can't be read: the key ring (DataProtection__KeyPath) isn't the one it was written with. Send it again from where it came from.");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!status.IsConfigured)
        {
            log.LogWarning("Mail isn't set up: it waits in the outbox. Set Mail__Mode to smtp, with Mail__Host and Mail__From.");
            return;
        }

        using var sending = new CancellationTokenSource();
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.RemoveAll(t => t.IsCompleted);
                if (running.Count == Parallel) await Task.WhenAny(running).WaitAsync(stoppingToken);
                else if (await TryClaimAsync(stoppingToken) is { } claimed) running.Add(DeliverAsync(claimed, sending.Token));
                else await signal.WaitAsync(Look, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The app stops: what is under way may end.
        }

        sending.CancelAfter(Grace);
        await Task.WhenAll(running);
    }

    private async Task<ClaimedMail?> TryClaimAsync(CancellationToken ct)
    {
        try
        {
            return await leases.ClaimAsync(ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogWarning(e, "The outbox can't be read. The next look is in two seconds.");
            return null;
        }
    }

    private async Task DeliverAsync(ClaimedMail claimed, CancellationToken ct)
    {
        try
        {
            if (clock.GetUtcNow() >= claimed.Until) return;
            var result = claimed.Mail is null ? Unreadable : await transport.SendAsync(claimed.Mail, ct);
            if (result.Outcome != DeliveryOutcome.Sent) log.LogWarning("Mail {Id} not delivered at attempt {Attempt}: {Why}", claimed.Id, claimed.Attempts, result.Why);
            await FinishAsync(claimed, result, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await TryAsync(() => leases.ReleaseAsync(claimed, CancellationToken.None));
        }
        catch (Exception e)
        {
            log.LogError(e, "Delivering mail {Id} failed unexpectedly.", claimed.Id);
            await FinishAsync(claimed, DeliveryResult.Retry(DeliveryStage.Connect, "An unexpected error, described in the log, kept this mail from leaving."), ct);
        }
    }

    /// <summary>A sent mail whose outcome isn't written would be sent again: as long as the lease holds, it is worth another try.</summary>
    private async Task FinishAsync(ClaimedMail claimed, DeliveryResult result, CancellationToken ct)
    {
        while (!await TryAsync(async () =>
        {
            if (!await leases.FinishAsync(claimed, result, CancellationToken.None)) log.LogWarning("Mail {Id} was taken over by another worker or called off meanwhile.", claimed.Id);
        }))
        {
            if (ct.IsCancellationRequested || clock.GetUtcNow() >= claimed.Until) return;
            await Task.Delay(Pause, CancellationToken.None);
        }

        changes.Publish(claimed.AccountId, ChangeTopic.Mail);
        changes.Publish(claimed.AccountId, ChangeTopic.Invitations);
    }

    private async Task<bool> TryAsync(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (Exception e)
        {
            log.LogWarning(e, "The outbox can't be written.");
            return false;
        }
    }
}
