using System.Buffers;
using System.Globalization;
using System.Text;

namespace IdentityDashboard.Features.Credentials.Imported;

/// <summary>bcrypt as crypt writes it: <c>$2b$12$</c>, then 22 characters of salt and 31 of hash. Spring and Django put a word before it.</summary>
internal static class BcryptText
{
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);
    private const int SaltLength = 22;
    private const int TextLength = 60;
    private static readonly string[] Prefixes = ["{bcrypt}", "bcrypt$"];

    public static ImportedHash? Read(string text)
    {
        foreach (var prefix in Prefixes)
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal)) text = text[prefix.Length..];
        }

        if (text.Length != TextLength || text is not ['$', '2', 'a' or 'b' or 'y', '$', _, _, '$', ..]) return null;
        if (HashText.Number(text[4..6]) is not { } cost || text.AsSpan(7).IndexOfAnyExcept(Letters) >= 0) return null;
        return new ImportedHash(HashKind.Bcrypt, cost, Bytes(text.AsSpan(7, SaltLength)), Bytes(text.AsSpan(7 + SaltLength)));
    }

    public static string Write(ImportedHash hash) => string.Create(CultureInfo.InvariantCulture, $"$2b${hash.Cost:00}${Text(hash.Salt)}{Text(hash.Hash)}");

    /// <summary>bcrypt's own base64: another alphabet, no padding, left-over bits dropped.</summary>
    private static byte[] Bytes(ReadOnlySpan<char> text)
    {
        var bytes = new byte[text.Length * 6 / 8];
        var (bits, held, at) = (0, 0, 0);
        foreach (var c in text)
        {
            (bits, held) = ((bits << 6) | Alphabet.IndexOf(c, StringComparison.Ordinal), held + 6);
            if (held < 8) continue;
            held -= 8;
            bytes[at++] = (byte)(bits >> held);
            bits &= (1 << held) - 1;
        }

        return bytes;
    }

    private static string Text(byte[] bytes)
    {
        var text = new StringBuilder();
        var (bits, held) = (0, 0);
        foreach (var b in bytes)
        {
            (bits, held) = ((bits << 8) | b, held + 8);
            for (; held >= 6; held -= 6) text.Append(Alphabet[(bits >> (held - 6)) & 63]);
            bits &= (1 << held) - 1;
        }

        return held == 0 ? text.ToString() : text.Append(Alphabet[(bits << (6 - held)) & 63]).ToString();
    }
}
