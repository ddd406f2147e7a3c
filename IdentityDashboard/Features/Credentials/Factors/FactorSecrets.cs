using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>
/// Encrypts what authenticators share with us. The purpose names the person: a secret copied into somebody else's row
/// opens nothing.
/// </summary>
internal sealed class FactorSecrets(IDataProtectionProvider protection)
{
    private const string Root = "IdentityDashboard.Factors.v1";

    /// <summary>So long a page that shows a new secret can be used.</summary>
    private static readonly TimeSpan SetupLifetime = TimeSpan.FromHours(1);

    public string Protect(Guid identityId, byte[] secret) => Convert.ToBase64String(Of(identityId).Protect(secret));

    public byte[] Unprotect(Guid identityId, string stored) => Of(identityId).Unprotect(Convert.FromBase64String(stored));

    /// <summary>A secret that isn't anybody's yet: it travels with the page that shows it.</summary>
    public string ProtectSetup(Guid identityId, byte[] secret) => Setup(identityId).Protect(Convert.ToBase64String(secret), SetupLifetime);

    /// <summary>Null for what isn't ours, another person's, or too old.</summary>
    public byte[]? ReadSetup(Guid identityId, string? presented)
    {
        try
        {
            return string.IsNullOrEmpty(presented) ? null : Convert.FromBase64String(Setup(identityId).Unprotect(presented));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector Of(Guid identityId) => protection.CreateProtector(Root, "secret", Name(identityId));

    private ITimeLimitedDataProtector Setup(Guid identityId) => protection.CreateProtector(Root, "setup", Name(identityId)).ToTimeLimitedDataProtector();

    private static string Name(Guid identityId) => identityId.ToString("N", CultureInfo.InvariantCulture);
}
