namespace IdentityDashboard.Platform.Api;

/// <summary>What one key may do at once and in a minute, and how long a body may be.</summary>
internal sealed class ApiOptions
{
    public const string Section = "Api";

    /// <summary>Calls of one key under way at the same time.</summary>
    public int CallsAtOnce { get; set; } = 50;

    /// <summary>Calls of one key in a minute.</summary>
    public int CallsPerMinute { get; set; } = 6_000;

    /// <summary>The longest body, in bytes.</summary>
    public long MaxBodyBytes { get; set; } = 4 * 1024 * 1024;
}
