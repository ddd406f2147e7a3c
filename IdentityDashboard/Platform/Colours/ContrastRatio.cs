using System.Globalization;

namespace IdentityDashboard.Platform.Colours;

/// <summary>How far two colours stand apart, 1 to 21, by <see href="https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio">WCAG 2</see>.</summary>
public static class ContrastRatio
{
    /// <summary>What text needs (1.4.3).</summary>
    public const double Text = 4.5;

    /// <summary>What the edge of a control needs (1.4.11).</summary>
    public const double Shape = 3;

    private const double Flare = 0.05;

    public static double Of(Rgb one, Rgb other)
    {
        var (light, dark) = one.Luminance > other.Luminance ? (one, other) : (other, one);
        return (light.Luminance + Flare) / (dark.Luminance + Flare);
    }

    /// <summary>"2.1:1", cut and never rounded up: 2.99 isn't 3.</summary>
    public static string Words(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(ratio * 10) / 10:0.#}:1");
}
