using System.Globalization;

namespace IdentityDashboard.Features.Mail;

public enum MailMode
{
    /// <summary>Nobody has said how mail leaves: it waits in the outbox.</summary>
    Unset,

    /// <summary>Kept in the app, read at <c>/dev/mail</c>.</summary>
    Devbox,
    Smtp,
}

/// <summary>How mail leaves: keys <c>Mail__Mode</c>, <c>Mail__Host</c> and so on, as they were written.</summary>
public sealed class MailOptions
{
    public const string Section = "Mail";
    public const string Devbox = "devbox";
    public const string Smtp = "smtp";
    public const string StartTls = "starttls";
    public const string None = "none";
    public const string DefaultPort = "587";

    public string? Mode { get; set; }
    public string? Host { get; set; }

    /// <summary>Text, so that a bad one is reported beside all other errors.</summary>
    public string? Port { get; set; }
    public string? Security { get; set; }
    public string? Username { get; set; }
    public string? Password { get; set; }
    public string? From { get; set; }

    public MailMode Delivery => Mode switch { Devbox => MailMode.Devbox, Smtp => MailMode.Smtp, _ => MailMode.Unset };

    public int PortNumber => int.Parse(Port ?? DefaultPort, CultureInfo.InvariantCulture);

    public bool UsesStartTls => Security != None;

    /// <summary>Where mail goes, for messages: <c>smtp.example.com:587</c>.</summary>
    public string Server => $"{Host}:{Port}";

    /// <summary>Fills in defaults; an empty value counts as none.</summary>
    internal void Complete(bool isDevelopment)
    {
        Mode = Word(Mode) ?? (isDevelopment ? Devbox : null);
        Security = Word(Security) ?? StartTls;
        Host = Text(Host);
        Port = Text(Port) ?? DefaultPort;
        Username = Text(Username);
        From = Text(From);
        if (string.IsNullOrEmpty(Password)) Password = null;
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static string? Word(string? value) => Text(value)?.ToLowerInvariant();
}
