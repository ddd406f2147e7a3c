using IdentityDashboard.Features.Mail;
using IdentityDashboard.Tests.Support;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Tests.Features.Mail;

public sealed class MailOptionsTests
{
    [Fact]
    public void All_that_is_wrong_is_said_at_once_each_with_its_key()
    {
        var problems = Problems(new MailOptions { Mode = "smtp", Port = "mail", Security = "ssl", Username = "mailer", From = "Halden <noreply@halden.example>" });

        Assert.Equal(5, problems.Count);
        foreach (var key in new[] { "Mail__Host", "Mail__Port", "Mail__Security", "Mail__Password", "Mail__From" })
        {
            Assert.Single(problems, p => p.StartsWith(key, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("tls", "587", "Mail__Security is \"tls\". TLS from the first byte (port 465) isn't supported by System.Net.Mail")]
    [InlineData("starttls", "465", "Mail__Port is 465. TLS from the first byte (port 465) isn't supported by System.Net.Mail")]
    public void Implicit_TLS_is_refused_with_the_reason(string security, string port, string message) =>
        Assert.StartsWith(message, Assert.Single(Problems(Smtp() with { Security = security, Port = port })), StringComparison.Ordinal);

    [Theory]
    [InlineData("carrier-pigeon", "smtp.example.com", "Mail__Mode is \"carrier-pigeon\"")]
    [InlineData("smtp", "smtp://smtp.example.com", "Mail__Host is \"smtp://smtp.example.com\"")]
    [InlineData("smtp", "smtp.example.com:25", "Mail__Host is \"smtp.example.com:25\"")]
    public void A_bad_value_is_quoted_with_what_it_must_be(string mode, string host, string message) =>
        Assert.StartsWith(message, Assert.Single(Problems(Smtp() with { Mode = mode, Host = host })), StringComparison.Ordinal);

    [Theory]
    [InlineData(true, "Devbox")]
    [InlineData(false, "Unset")]
    public void Only_development_has_a_default(bool development, string mode)
    {
        var options = new MailOptions { Mode = " " };

        options.Complete(development);

        Assert.Equal(mode, options.Delivery.ToString());
        Assert.True(options.UsesStartTls);
        Assert.Equal(587, options.PortNumber);
    }

    [Fact]
    public async Task A_bad_setting_stops_the_start_with_its_key()
    {
        var failure = await Assert.ThrowsAnyAsync<OptionsValidationException>(() => TestApp.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["Mail:Mode"] = "smtp", ["Mail:Security"] = "tls" }));

        Assert.Equal(3, failure.Failures.Count());
        Assert.Contains("Mail__Host", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Mail__From", failure.Message, StringComparison.Ordinal);
        Assert.Contains("465", failure.Message, StringComparison.Ordinal);
    }

    private sealed record Given(string Mode, string Host, string Security, string Port);

    private static Given Smtp() => new("smtp", "smtp.example.com", "starttls", "587");

    private static List<string> Problems(Given given) => Problems(new MailOptions { Mode = given.Mode, Host = given.Host, Security = given.Security, Port = given.Port, From = MailWorld.From });

    private static List<string> Problems(MailOptions options)
    {
        options.Complete(isDevelopment: false);
        return [.. new MailOptionsValidator().Validate(null, options).Failures ?? []];
    }
}
