using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Mail;

/// <param name="Why">What stopped it and what to do, in words; null when the server would take a mail.</param>
internal sealed record ProbeOutcome(IReadOnlyList<MailStep> Steps, string? Why);

/// <summary>
/// Talks to the mail server up to the recipient's address and then leaves, because System.Net.Mail doesn't tell what
/// it saw on the way. Only what the server really answered is reported.
/// </summary>
internal sealed class SmtpProbe(IOptions<MailOptions> options)
{
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    public async Task<ProbeOutcome> WalkAsync(string recipient, CancellationToken ct)
    {
        var settings = options.Value;
        var walk = new SmtpWalk(settings, recipient);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(Timeout);
        try
        {
            await walk.RunAsync(bounded.Token);
        }
        catch (Exception) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
        catch (Exception) when (bounded.IsCancellationRequested)
        {
            walk.Stop($"{settings.Server} didn't answer within {Timeout.TotalSeconds:0} s. Check that this machine may reach it, and that the server isn't overloaded.");
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException)
        {
            walk.Stop(SmtpFailure.Classify(e, settings).Why!);
        }

        return new ProbeOutcome(walk.Steps, walk.Why);
    }
}
