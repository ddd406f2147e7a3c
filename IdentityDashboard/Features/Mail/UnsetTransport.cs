namespace IdentityDashboard.Features.Mail;

/// <summary>Stands in until somebody says how mail leaves; the worker then doesn't even ask it.</summary>
internal sealed class UnsetTransport : IMailTransport
{
    public string Describe => "Not set up";

    public Task<DeliveryResult> SendAsync(OutgoingMail mail, CancellationToken ct) =>
        Task.FromResult(DeliveryResult.Retry(DeliveryStage.Connect, "Mail isn't set up. Set Mail__Mode to smtp, with Mail__Host and Mail__From."));
}
