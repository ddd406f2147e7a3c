namespace IdentityDashboard.Platform;

/// <summary>Where an account's logo is served: to everybody, because sign-in pages and mails show it.</summary>
internal static class BrandAddress
{
    public const string Pattern = "/brand/{slug}/{version}";

    /// <param name="version">Of the logo: another one has another address, so that each can be cached for ever.</param>
    public static string Of(string slug, string version) => $"/brand/{Uri.EscapeDataString(slug)}/{version}";
}
