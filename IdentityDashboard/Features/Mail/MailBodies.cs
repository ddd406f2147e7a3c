using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace IdentityDashboard.Features.Mail;

public sealed record MailBody(string Text, string Html);

/// <summary>Encrypts the bodies at rest: they carry links that let somebody in.</summary>
internal sealed class MailBodies(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("IdentityDashboard.Mail.v1");

    public byte[] Protect(MailBody body) => _protector.Protect(JsonSerializer.SerializeToUtf8Bytes(body));

    public MailBody Unprotect(byte[] stored) => JsonSerializer.Deserialize<MailBody>(_protector.Unprotect(stored))!;
}
