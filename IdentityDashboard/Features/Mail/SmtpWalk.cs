using System.Globalization;
using System.Text;

namespace IdentityDashboard.Features.Mail;

/// <summary>The way of one mail up to its recipient, told step by step. A step that was done says what the server answered.</summary>
internal sealed class SmtpWalk
{
    private const int LongestAnswer = 200;
    private const int AuthenticationRequired = 530;
    private readonly MailOptions settings;
    private readonly string recipient;
    private readonly List<MailStep> steps;
    private int at;

    public SmtpWalk(MailOptions settings, string recipient)
    {
        (this.settings, this.recipient) = (settings, recipient);
        string?[] plan =
        [
            $"Connect to {settings.Server}", settings.UsesStartTls ? "Encrypt the connection and check the certificate" : null,
            settings.Username is null ? null : $"Sign in as {settings.Username}", $"Name the sender {settings.From}", $"Name the recipient {recipient}",
        ];
        steps = [.. plan.OfType<string>().Select(text => new MailStep(text, MailStepState.NotReached))];
    }

    public IReadOnlyList<MailStep> Steps => steps;

    /// <summary>Null while nothing stopped it.</summary>
    public string? Why { get; private set; }

    public void Stop(string why)
    {
        Why = why;
        if (at < steps.Count) steps[at] = steps[at] with { State = MailStepState.Failed };
    }

    public async Task RunAsync(CancellationToken ct)
    {
        using var server = new SmtpDialogue();
        var greeting = await server.ConnectAsync(settings.Host!, settings.PortNumber, ct);
        if (!Passed(greeting, $"Connected to {settings.Server}", $"{settings.Server} answers, but not as a mail server")) return;
        var offered = await server.SayAsync("EHLO identity-dashboard", ct);
        if (settings.UsesStartTls)
        {
            if (await EncryptAsync(server, offered, ct) is not { } anew) return;
            offered = anew;
        }

        if (settings.Username is not null && !await SignInAsync(server, offered, ct)) return;
        if (!await AddressAsync(server, offered, ct)) return;
        await server.SayAsync("QUIT", ct);
    }

    private async Task<SmtpReply?> EncryptAsync(SmtpDialogue server, SmtpReply offered, CancellationToken ct)
    {
        if (!offered.Offers("STARTTLS"))
        {
            Stop($"{settings.Server} doesn't offer STARTTLS, so nothing was sent. Use its port for submission (587), or set Mail__Security to none if the network between is yours.");
            return null;
        }

        var ready = await server.SayAsync("STARTTLS", ct);
        if (!ready.IsGood)
        {
            Stop($"{settings.Server} offers encryption but doesn't begin it: {Said(ready)}.");
            return null;
        }

        var version = await server.EncryptAsync(settings.Host!, ct);
        Done($"Encrypted with {version}; the certificate is issued for {settings.Host} and trusted");
        return await server.SayAsync("EHLO identity-dashboard", ct);
    }

    private async Task<bool> SignInAsync(SmtpDialogue server, SmtpReply offered, CancellationToken ct)
    {
        var ways = offered.Lines.FirstOrDefault(l => l.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase))?.ToUpperInvariant().Split(' ', '=') ?? [];
        SmtpReply answer;
        if (ways.Contains("LOGIN", StringComparer.Ordinal))
        {
            answer = await server.SayAsync("AUTH LOGIN", ct);
            if (answer.IsGood) answer = await server.SayAsync(Base64(settings.Username!), ct);
            if (answer.IsGood) answer = await server.SayAsync(Base64(settings.Password!), ct);
        }
        else if (ways.Contains("PLAIN", StringComparer.Ordinal))
        {
            answer = await server.SayAsync($"AUTH PLAIN {Base64($"\0{settings.Username}\0{settings.Password}")}", ct);
        }
        else
        {
            // It goes on without: what such a server then says is the truth about it.
            steps[at++] = new MailStep($"Sign in as {settings.Username}: the server offers no way this test knows, so it was left out", MailStepState.NotReached);
            return true;
        }

        return Passed(answer, $"Signed in as {settings.Username}", $"{settings.Server}: user name or password not accepted. Check Mail__Username and Mail__Password. The server said");
    }

    private async Task<bool> AddressAsync(SmtpDialogue server, SmtpReply offered, CancellationToken ct)
    {
        var international = !Ascii.IsValid(recipient) || !Ascii.IsValid(settings.From!) ? " SMTPUTF8" : "";
        if (international.Length > 0 && !offered.Offers("SMTPUTF8")) international = "";
        var sender = await server.SayAsync($"MAIL FROM:<{settings.From}>{international}", ct);
        if (sender.Code == AuthenticationRequired)
        {
            Stop($"{settings.Server} asks for a user name and password, or for encryption: {Said(sender)}. Set Mail__Username and Mail__Password, and Mail__Security to starttls.");
            return false;
        }

        if (!Passed(sender, $"Sender {settings.From} accepted", $"{settings.Host} takes no mail from {settings.From}. Check that Mail__From is an address this server sends for. The server said")) return false;
        var address = await server.SayAsync($"RCPT TO:<{MailHeader.OneLine(recipient)}>", ct);
        return Passed(address, $"Recipient {recipient} accepted", address.Code >= 500 ? $"{settings.Host} refuses mail to {recipient} for good" : $"{settings.Host} can't take mail to {recipient} now");
    }

    private bool Passed(SmtpReply reply, string done, string stopped)
    {
        if (!reply.IsGood)
        {
            Stop($"{stopped}: {Said(reply)}.");
            return false;
        }

        Done($"{done}; the server said {Said(reply)}");
        return true;
    }

    private void Done(string text) => steps[at++] = new MailStep(text, MailStepState.Done);

    /// <summary>A server that repeats what it was given must not give the password away (A42).</summary>
    private string Said(SmtpReply reply)
    {
        if (reply.Code == 0) return "nothing";
        var words = MailHeader.OneLine(reply.Lines[^1]).Trim();
        if (settings.Password is { } password)
        {
            foreach (var secret in new[] { Base64($"\0{settings.Username}\0{password}"), Base64(password), password }) words = words.Replace(secret, "…", StringComparison.OrdinalIgnoreCase);
        }

        if (words.Length > LongestAnswer) words = $"{words[..LongestAnswer]}…";
        return string.Create(CultureInfo.InvariantCulture, $"“{reply.Code} {words.TrimEnd('.')}”");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
