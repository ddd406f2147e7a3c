namespace IdentityDashboard.Features.Mail;

internal static class MailFeature
{
    public static IServiceCollection AddMail(this IServiceCollection services) => services
        .AddSingleton<OutboxSignal>()
        .AddSingleton<MailBodies>()
        .AddSingleton<MailOutbox>();
}
