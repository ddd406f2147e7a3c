namespace IdentityDashboard.Platform;

/// <summary>Places in the frame of the app that a page fills by <c>SectionContent</c>.</summary>
public static class ShellSections
{
    /// <summary>The last part of the path in the top bar, where the address holds only an id: the person's or group's name.</summary>
    public const string Crumb = "crumb";
}
