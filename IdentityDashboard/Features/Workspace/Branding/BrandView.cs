using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Colours;

namespace IdentityDashboard.Features.Workspace.Branding;

/// <summary>How an account looks, without the bytes of its logo.</summary>
/// <param name="Accent"><c>#rrggbb</c>; null for the app's own.</param>
/// <param name="Version">Of the whole: a change names the one it began with.</param>
public sealed record BrandView(string Slug, string? Accent, string? LogoVersion, int Version)
{
    /// <summary>A path of this app; null without a logo.</summary>
    public string? LogoPath => LogoVersion is null ? null : BrandAddress.Of(Slug, LogoVersion);

    /// <summary>For the outermost element of a page; null leaves the style sheet's colours.</summary>
    public string? Style => AccentColour.From(Accent)?.Style;
}

/// <summary>A logo to be served.</summary>
internal sealed record ServedLogo(byte[] Bytes, string Type);
