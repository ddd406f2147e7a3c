using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace IdentityDashboard.Tests.Support;

internal sealed record SmtpServerOptions
{
    /// <summary>Null: the server asks for no authentication.</summary>
    public string? User { get; init; } = "mailer";
    public string Password { get; init; } = "correct horse";
    public bool OfferStartTls { get; init; } = true;
    public bool RejectEveryPassword { get; init; }
    public TimeSpan HangFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A PEM file; by default one whose authority the test run trusts.</summary>
    public string? Certificate { get; init; } = Environment.GetEnvironmentVariable("TEST_SMTP_CERT");
    public string? CertificateKey { get; init; } = Environment.GetEnvironmentVariable("TEST_SMTP_KEY");
}

/// <summary>A real SMTP server in a child process. For its faults by recipient see smtp_server.py.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    public const string Missing = "TEST_SMTP_CERT is not set: run ./scripts/test";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MailTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(25);

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("smtp-");
    private readonly Process process;
    private readonly ConcurrentDictionary<string, bool> handedOut = new(StringComparer.Ordinal);

    private SmtpServer(SmtpServerOptions options)
    {
        Options = options;
        process = Process.Start(StartInfo()) ?? throw new InvalidOperationException("The SMTP server did not start.");
    }

    public static bool IsAvailable => Environment.GetEnvironmentVariable("TEST_SMTP_CERT") is { Length: > 0 };

    /// <summary>A name, not an address: the certificate is checked against it.</summary>
    public string Host { get; } = "localhost";
    public int Port { get; private set; }
    public SmtpServerOptions Options { get; }

    /// <summary>Everything accepted so far, oldest first.</summary>
    public IReadOnlyList<ReceivedMail> Received =>
        [.. MailFiles().Select(file => ReceivedMail.Parse(File.ReadAllBytes(file)))];

    /// <summary>Skips the calling test where there is no certificate to serve.</summary>
    public static async Task<SmtpServer> StartAsync(SmtpServerOptions? options = null, CancellationToken ct = default)
    {
        Assert.SkipUnless(IsAvailable, Missing);
        var server = new SmtpServer(options ?? new SmtpServerOptions());
        try
        {
            await server.ReadPortAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next mail to this envelope recipient that no earlier call has answered with.</summary>
    /// <exception cref="TimeoutException">None came within 30 seconds.</exception>
    public async Task<ReceivedMail> WaitForMailAsync(string to, CancellationToken ct = default)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(MailTimeout);
        try
        {
            while (true)
            {
                if (NextMail(to) is { } mail) return mail;
                await Task.Delay(PollInterval, bounded.Token);
            }
        }
        catch (OperationCanceledException cancelled) when (!ct.IsCancellationRequested)
        {
            var seen = string.Join(", ", Received.Select(mail => string.Join('+', mail.Recipients)));
            throw new TimeoutException($"No mail to {to} within {MailTimeout}. Received so far: [{seen}]", cancelled);
        }
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task ReadPortAsync(CancellationToken ct)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(StartTimeout);
        var port = await process.StandardOutput.ReadLineAsync(bounded.Token);
        if (port is null)
        {
            throw new InvalidOperationException("The SMTP server did not start: " + await process.StandardError.ReadToEndAsync(bounded.Token));
        }

        Port = int.Parse(port, CultureInfo.InvariantCulture);
        // Nobody reads the rest of its log; an unread pipe would fill and block it.
        process.BeginErrorReadLine();
    }

    private ReceivedMail? NextMail(string to)
    {
        foreach (var file in MailFiles())
        {
            if (handedOut.ContainsKey(file)) continue;
            var mail = ReceivedMail.Parse(File.ReadAllBytes(file));
            if (mail.Recipients.Contains(to, StringComparer.OrdinalIgnoreCase) && handedOut.TryAdd(file, true)) return mail;
        }

        return null;
    }

    private string[] MailFiles()
    {
        var files = Directory.GetFiles(directory.FullName, "*.eml");
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private ProcessStartInfo StartInfo()
    {
        var python = Environment.GetEnvironmentVariable("TEST_PYTHON") is { Length: > 0 } path ? path : "/usr/bin/python3";
        var start = new ProcessStartInfo(python)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Add(Path.Combine(AppContext.BaseDirectory, "Support", "smtp_server.py"));
        Add("--dir", directory.FullName);
        Add("--hang-seconds", Options.HangFor.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        if (Options.User is { } user) Add("--user", user, "--password", Options.Password);
        if (Options.RejectEveryPassword) Add("--reject-auth");
        if (!Options.OfferStartTls) Add("--no-starttls");
        else if (Options is { Certificate: { } certificate, CertificateKey: { } key }) Add("--cert", certificate, "--key", key);
        return start;

        void Add(params string[] arguments)
        {
            foreach (var argument in arguments) start.ArgumentList.Add(argument);
        }
    }
}
