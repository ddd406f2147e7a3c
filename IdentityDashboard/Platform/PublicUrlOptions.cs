namespace IdentityDashboard.Platform;

/// <summary>Key <c>PublicUrl</c>: the base of every link in a mail.</summary>
public sealed class PublicUrlOptions
{
    public const string Key = "PublicUrl";

    /// <summary>Without a slash at the end, such as <c>https://identity.example.com</c>.</summary>
    public string Base { get; set; } = "http://localhost:5000";

    public bool IsConfigured { get; set; }

    /// <summary>People reach it by TLS: cookies are for it alone and browsers are told to stay with it.</summary>
    public bool IsSecure => Base.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    internal bool IsValid => Uri.TryCreate(Base, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.Query.Length == 0 && url.Fragment.Length == 0;
}
