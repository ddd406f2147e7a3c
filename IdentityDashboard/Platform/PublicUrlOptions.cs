namespace IdentityDashboard.Platform;

/// <summary>Key <c>PublicUrl</c>: the base of every link in a mail.</summary>
public sealed class PublicUrlOptions
{
    /// <summary>Without a slash at the end, such as <c>https://identity.example.com</c>.</summary>
    public string Base { get; set; } = "http://localhost:5000";
}
