namespace IdentityDashboard.Features.Palette;

/// <summary>What a line of the palette leads to. Every line names its kind.</summary>
public enum PaletteKind
{
    Person,
    Group,
    Page,
    Action,
}

/// <summary>What happens to a line that leads nowhere else.</summary>
public enum PaletteDeed
{
    None,
    SwitchEnvironment,
    ToggleTheme,
    OpenGuide,
    OpenShortcuts,
    SignOut,
}

/// <summary>One line of the palette.</summary>
/// <param name="Key">Unique among its kind; with the kind it is what the browser remembers as recent.</param>
/// <param name="Href">Where it leads; null for a deed done on the spot.</param>
public sealed record PaletteItem(PaletteKind Kind, string Key, string Title, string? Detail, string Icon, string? Href, PaletteDeed Deed = PaletteDeed.None)
{
    /// <summary>For people and groups, whose avatars depend on it.</summary>
    public Guid? Id { get; init; }

    /// <summary>What the browser keeps: never a name, so that nothing is read there by somebody else.</summary>
    public string Reference => $"{Kind.ToString().ToLowerInvariant()}:{Key}";
}

/// <summary>Lines under one heading.</summary>
public sealed record PaletteSection(string Title, IReadOnlyList<PaletteItem> Items);

/// <summary>The answer to one text.</summary>
/// <param name="Text">What it answers, as typed.</param>
public sealed record PaletteAnswer(string Text, IReadOnlyList<PaletteSection> Sections)
{
    public int Count => Sections.Sum(s => s.Items.Count);
}
