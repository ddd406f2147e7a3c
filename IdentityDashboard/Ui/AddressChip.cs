namespace IdentityDashboard.Ui;

/// <summary>One entry of a <see cref="ChipInput"/>. The address is what was typed, not yet known to be one.</summary>
public sealed record AddressChip(string Address, string? Name = null)
{
    public string Text => string.IsNullOrEmpty(Name) ? Address : Name;
}

public enum ChipKind
{
    Plain,
    Warn,
    Bad,
    Known,
}

/// <param name="Kind">How the chip looks.</param>
/// <param name="Explanation">Why, in one sentence; shown on hover and read out.</param>
public sealed record ChipState(ChipKind Kind, string? Explanation = null)
{
    public static ChipState Plain { get; } = new(ChipKind.Plain);
}
