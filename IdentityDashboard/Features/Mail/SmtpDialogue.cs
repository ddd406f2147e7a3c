using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace IdentityDashboard.Features.Mail;

/// <param name="Code">0 when the server ended the connection or said nothing that is SMTP.</param>
internal sealed record SmtpReply(int Code, IReadOnlyList<string> Lines)
{
    public bool IsGood => Code is >= 200 and < 400;

    public bool Offers(string capability) => Lines.Any(l => l.Split(' ')[0].Equals(capability, StringComparison.OrdinalIgnoreCase));
}

/// <summary>One SMTP session, a line out and the lines that answer it (RFC 5321).</summary>
internal sealed class SmtpDialogue : IDisposable
{
    private const int MostLines = 100;
    private readonly TcpClient client = new();
    private Stream? stream;
    private StreamReader? reader;

    public async Task<SmtpReply> ConnectAsync(string host, int port, CancellationToken ct)
    {
        await client.ConnectAsync(host, port, ct);
        Use(client.GetStream());
        return await ReadAsync(ct);
    }

    public async Task<SmtpReply> SayAsync(string line, CancellationToken ct)
    {
        await stream!.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), ct);
        await stream.FlushAsync(ct);
        return await ReadAsync(ct);
    }

    /// <summary>The same checks of the certificate as for every mail. What came before the encryption is forgotten.</summary>
    /// <returns>The version of TLS, such as "TLS 1.3".</returns>
    public async Task<string> EncryptAsync(string host, CancellationToken ct)
    {
        var secure = new SslStream(stream!);
        stream = secure;
        await secure.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, ct);
        Use(secure);
        return secure.SslProtocol switch { SslProtocols.Tls13 => "TLS 1.3", SslProtocols.Tls12 => "TLS 1.2", var other => other.ToString() };
    }

    public void Dispose()
    {
        reader?.Dispose();
        stream?.Dispose();
        client.Dispose();
    }

    private void Use(Stream next)
    {
        stream = next;
        reader = new StreamReader(next, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
    }

    private async Task<SmtpReply> ReadAsync(CancellationToken ct)
    {
        var lines = new List<string>();
        while (lines.Count < MostLines && await reader!.ReadLineAsync(ct) is { } line)
        {
            if (line.Length < 3 || !int.TryParse(line.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)) break;
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] != '-') return new SmtpReply(code, lines);
        }

        return new SmtpReply(0, lines);
    }
}
