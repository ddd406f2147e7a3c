using System.Globalization;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Mail;

/// <summary>Says at start everything that is wrong, each with its key, so that one look mends it.</summary>
internal sealed class MailOptionsValidator : IValidateOptions<MailOptions>
{
    private const int ImplicitTlsPort = 465;
    private const int MaxPort = 65_535;
    private const string NoImplicitTls = "TLS from the first byte (port 465) isn't supported by System.Net.Mail, which would wait until it gives up. Use port 587 with Mail__Security=starttls.";

    public ValidateOptionsResult Validate(string? name, MailOptions options)
    {
        var problems = new[] { Mode(options), Security(options), Port(options), Host(options), From(options), Username(options), Password(options) }.OfType<string>().ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static string? Mode(MailOptions o) => o.Mode is null or MailOptions.Devbox or MailOptions.Smtp
        ? null
        : $"Mail__Mode is \"{o.Mode}\"; it must be devbox (kept in the app) or smtp.";

    private static string? Security(MailOptions o) => o.Security switch
    {
        MailOptions.None or MailOptions.StartTls => null,
        "tls" => $"Mail__Security is \"tls\". {NoImplicitTls}",
        _ => $"Mail__Security is \"{o.Security}\"; it must be starttls or none.",
    };

    private static string? Port(MailOptions o)
    {
        if (!int.TryParse(o.Port, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > MaxPort)
            return $"Mail__Port is \"{o.Port}\"; it must be a number from 1 to 65535.";
        return port == ImplicitTlsPort ? $"Mail__Port is 465. {NoImplicitTls}" : null;
    }

    private static string? Host(MailOptions o)
    {
        if (o.Host is null) return o.Mode == MailOptions.Smtp ? "Mail__Host is required when Mail__Mode is smtp: the name of the mail server." : null;
        return Uri.CheckHostName(o.Host) == UriHostNameType.Unknown
            ? $"Mail__Host is \"{o.Host}\"; it must be a name such as smtp.example.com, without scheme or port."
            : null;
    }

    private static string? From(MailOptions o)
    {
        if (o.From is null) return o.Mode == MailOptions.Smtp ? "Mail__From is required when Mail__Mode is smtp: the address mail is sent from." : null;
        return MailAddress.TryCreate(o.From, out var address) && address.Address == o.From
            ? null
            : $"Mail__From is \"{o.From}\"; it must be an address such as noreply@example.com, without a name.";
    }

    private static string? Username(MailOptions o) =>
        o is { Password: not null, Username: null } ? "Mail__Username is required when Mail__Password is set." : null;

    private static string? Password(MailOptions o) =>
        o is { Username: not null, Password: null } ? "Mail__Password is required when Mail__Username is set." : null;
}
