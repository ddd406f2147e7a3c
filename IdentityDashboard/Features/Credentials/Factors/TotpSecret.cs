using System.Security.Cryptography;
using System.Text;
using QRCoder;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>The secret an authenticator app is given, in the forms people give it in.</summary>
internal static class TotpSecret
{
    /// <summary>160 bits, as RFC 4226 asks for.</summary>
    private const int Bytes = 20;
    private const int Group = 4;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] New() => RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>Base32 in groups of four, to be typed.</summary>
    public static string Grouped(byte[] secret) => string.Join(' ', Base32(secret).Chunk(Group).Select(g => new string(g)));

    /// <summary>A picture apps read: the QR code of the address that holds secret, person and organisation.</summary>
    /// <remarks>https://github.com/google/google-authenticator/wiki/Key-Uri-Format</remarks>
    public static string Picture(byte[] secret, string organisation, string email)
    {
        var (issuer, person) = (Uri.EscapeDataString(organisation.Replace(":", "", StringComparison.Ordinal)), Uri.EscapeDataString(email));
        using var code = QRCodeGenerator.GenerateQrCode($"otpauth://totp/{issuer}:{person}?secret={Base32(secret)}&issuer={issuer}&algorithm=SHA1&digits={TotpCodes.Digits}&period=30", QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < code.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < code.ModuleMatrix[y].Length; x++)
            {
                if (code.ModuleMatrix[y][x]) path.Append('M').Append(x).Append(' ').Append(y).Append("h1v1h-1z");
            }
        }

        var size = code.ModuleMatrix.Count;
        return $"""<svg class="qr" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" role="img" aria-label="QR code for your authenticator app"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path fill="#000" d="{path}"/></svg>""";
    }

    private static string Base32(byte[] bytes)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var b in bytes)
        {
            (bits, held) = ((bits << 8) | b, held + 8);
            while (held >= 5)
            {
                held -= 5;
                text.Append(Alphabet[(bits >> held) & 31]);
            }

            bits &= (1 << held) - 1;
        }

        return held == 0 ? text.ToString() : text.Append(Alphabet[(bits << (5 - held)) & 31]).ToString();
    }
}
