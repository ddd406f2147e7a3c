using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Workspace.Branding;

/// <summary>A picture as its first bytes tell, whatever its name says.</summary>
/// <param name="Type">The media type it is served with.</param>
/// <param name="Version">Made of its content.</param>
internal sealed record LogoFile(byte[] Bytes, string Type, string Version, int Width, int Height)
{
    private const int MinSide = 16;
    private const int MaxSide = 2048;
    private const int VersionBytes = 12;
    private const int Kilo = 1024;

    private static readonly byte[] PngMark = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>"PNG, 320 × 80 pixels, 12 KB", for people and for the audit.</summary>
    public string Words => string.Create(CultureInfo.InvariantCulture, $"{Type["image/".Length..].ToUpperInvariant()}, {Width} × {Height} pixels, {(Bytes.Length + Kilo - 1) / Kilo} KB");

    public static Result<LogoFile> Read(byte[] bytes)
    {
        if (bytes.Length == 0) return BrandErrors.NoPicture;
        if (bytes.Length > AccountBrand.MaxLogoBytes) return BrandErrors.TooLarge;
        if ((Png(bytes) ?? Jpeg(bytes) ?? WebP(bytes)) is not { } found) return LooksLikeSvg(bytes) ? BrandErrors.Svg : BrandErrors.NoPicture;
        if (found.Width is < MinSide or > MaxSide || found.Height is < MinSide or > MaxSide) return BrandErrors.Measure(found.Width, found.Height, MinSide, MaxSide);
        return new LogoFile(bytes, found.Type, Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, VersionBytes)), found.Width, found.Height);
    }

    private static (string Type, int Width, int Height)? Png(ReadOnlySpan<byte> b) =>
        b.Length >= 33 && b.StartsWith(PngMark) && b[12..16].SequenceEqual("IHDR"u8)
            ? ("image/png", Side(BinaryPrimitives.ReadUInt32BigEndian(b[16..])), Side(BinaryPrimitives.ReadUInt32BigEndian(b[20..])))
            : null;

    /// <summary>Walks the segments to the one that holds the measures.</summary>
    private static (string Type, int Width, int Height)? Jpeg(ReadOnlySpan<byte> b)
    {
        if (b.Length < 4 || b[0] != 0xFF || b[1] != 0xD8) return null;
        for (var at = 2; at + 9 <= b.Length;)
        {
            if (b[at] != 0xFF) return null;
            var marker = b[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
                return ("image/jpeg", BinaryPrimitives.ReadUInt16BigEndian(b[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(b[(at + 5)..]));
            var length = BinaryPrimitives.ReadUInt16BigEndian(b[(at + 2)..]);
            if (length < 2) return null;
            at += 2 + length;
        }

        return null;
    }

    private static (string Type, int Width, int Height)? WebP(ReadOnlySpan<byte> b)
    {
        if (b.Length < 30 || !b.StartsWith("RIFF"u8) || !b[8..12].SequenceEqual("WEBP"u8)) return null;
        var kind = Encoding.ASCII.GetString(b[12..16]);
        return kind switch
        {
            "VP8 " => ("image/webp", BinaryPrimitives.ReadUInt16LittleEndian(b[26..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(b[28..]) & 0x3FFF),
            "VP8L" => BinaryPrimitives.ReadUInt32LittleEndian(b[21..]) is var bits ? ("image/webp", (int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1) : null,
            "VP8X" => ("image/webp", (b[24] | (b[25] << 8) | (b[26] << 16)) + 1, (b[27] | (b[28] << 8) | (b[29] << 16)) + 1),
            _ => null,
        };
    }

    private static int Side(uint pixels) => pixels > MaxSide ? MaxSide + 1 : (int)pixels;

    private static bool LooksLikeSvg(byte[] bytes)
    {
        var start = Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 1024))).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return start.StartsWith("<svg", StringComparison.OrdinalIgnoreCase) || (start.StartsWith('<') && start.Contains("<svg", StringComparison.OrdinalIgnoreCase));
    }
}
