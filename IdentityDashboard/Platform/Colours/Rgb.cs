using System.Globalization;
using System.Runtime.InteropServices;

namespace IdentityDashboard.Platform.Colours;

/// <summary>An sRGB colour.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Rgb(byte R, byte G, byte B)
{
    private const int Digits = 6;
    private const double Most = 255;

    public static readonly Rgb White = new(255, 255, 255);
    public static readonly Rgb Black = new(0, 0, 0);

    /// <summary>Relative luminance, 0 to 1, as WCAG 2 defines it.</summary>
    public double Luminance => (0.2126 * Linear(R)) + (0.7152 * Linear(G)) + (0.0722 * Linear(B));

    /// <summary><c>#1f6feb</c>, <c>1F6FEB</c> or <c>#abc</c>; nothing else, so that a parsed colour may stand in a style.</summary>
    public static bool TryParse(string? text, out Rgb colour)
    {
        colour = default;
        var digits = (text ?? "").Trim();
        if (digits.StartsWith('#')) digits = digits[1..];
        if (digits.Length == Digits / 2) digits = string.Concat(digits.Select(d => $"{d}{d}"));
        if (digits.Length != Digits || !digits.All(char.IsAsciiHexDigit)) return false;
        var all = int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        colour = new Rgb((byte)(all >> 16), (byte)(all >> 8), (byte)all);
        return true;
    }

    /// <summary>Towards another colour: 0 is this one, 1 the other.</summary>
    public Rgb Towards(Rgb other, double share) => new(Between(R, other.R, share), Between(G, other.G, share), Between(B, other.B, share));

    /// <summary><c>#rrggbb</c> in lower case.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"#{R:x2}{G:x2}{B:x2}");

    private static byte Between(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share), MidpointRounding.AwayFromZero);

    private static double Linear(byte channel)
    {
        var value = channel / Most;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
