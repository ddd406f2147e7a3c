using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;

namespace IdentityDashboard.Features.Credentials.Recovery;

/// <summary>
/// Six digits that do what a recovery link does, for when a link can't be handed over: read out on the telephone, say.
/// A million codes are tried in no time once a plain hash leaks. So the hash is as slow as a password's, and it is kept
/// encrypted: where the app's keys lie beside the database, a copy of the database alone gives nothing to try against.
/// </summary>
internal sealed class LinkCodes(PasswordService passwords, IDataProtectionProvider protection)
{
    public const int Digits = 6;

    private readonly IDataProtector _protector = protection.CreateProtector("IdentityDashboard.RecoveryCodes.v1");

    public async Task<(string Code, byte[] Hash)> CreateAsync(CancellationToken ct)
    {
        var code = RandomNumberGenerator.GetString("0123456789", Digits);
        return (code, _protector.Protect(Encoding.ASCII.GetBytes(await passwords.HashAsync(code, ct))));
    }

    /// <summary>As much work without a hash as with one (A19).</summary>
    public Task<bool> MatchesAsync(byte[]? hash, string code, CancellationToken ct) => passwords.VerifyAsync(Open(hash), code, ct);

    /// <summary>What was typed, without the spaces and dashes people part digits with; null when it isn't a code.</summary>
    public static string? Read(string? typed)
    {
        var digits = string.Concat((typed ?? "").Where(c => !char.IsWhiteSpace(c) && c != '-'));
        return digits.Length == Digits && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    private string? Open(byte[]? hash)
    {
        if (hash is null) return null;
        try
        {
            return Encoding.ASCII.GetString(_protector.Unprotect(hash));
        }
        catch (CryptographicException)
        {
            // Made with keys that are gone.
            return null;
        }
    }
}
