using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Mail;

internal static class MailFeature
{
    public static WebApplicationBuilder AddMail(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section)
            .PostConfigure<IHostEnvironment>((options, environment) => options.Complete(environment.IsDevelopment()))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailOptions>, MailOptionsValidator>()
            .AddSingleton<OutboxSignal>()
            .AddSingleton<MailBodies>()
            .AddSingleton<MailOutbox>()
            .AddSingleton<MailLooks>()
            .AddSingleton<MailStatus>()
            .AddSingleton<OutboxLeases>()
            .AddSingleton<MailQueue>()
            .AddSingleton<SmtpProbe>()
            .AddSingleton<MailTest>()
            .AddSingleton<DevMailbox>()
            .AddSingleton(Transport)
            .AddHostedService<OutboxWorker>();
        return builder;
    }

    /// <summary>The mail kept in the app is there only in that mode; otherwise its address is nowhere.</summary>
    public static void MapMail(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetRequiredService<MailStatus>().Mode == MailMode.Devbox) app.MapDevMail();
        else app.MapGet("/dev/mail/{**rest}", () => TypedResults.NotFound()).WithOrder(-1).AllowAnonymous().ExcludeFromDescription();
    }

    private static IMailTransport Transport(IServiceProvider services) => services.GetRequiredService<IOptions<MailOptions>>().Value.Delivery switch
    {
        MailMode.Smtp => ActivatorUtilities.CreateInstance<SmtpTransport>(services),
        MailMode.Devbox => ActivatorUtilities.CreateInstance<DevboxTransport>(services),
        _ => new UnsetTransport(),
    };
}
