namespace IdentityDashboard.Platform;

/// <summary>Reasons for skipping that several changes share.</summary>
internal static class BatchWords
{
    public const string Gone = "Isn’t here any more.";

    /// <summary>For a row whose step failed again and again.</summary>
    public const string Failed = "An unexpected error, described in the log. Nothing was changed here.";

    public static string ChangedSince(string? by) => string.IsNullOrEmpty(by) ? "Changed since." : $"Changed since by {by}.";
}
