namespace IdentityDashboard.Ui;

/// <summary>A password rule that js/site.js can check while typing; the server checks again.</summary>
/// <param name="Key">length (Min, Max), upper, lower, digit, symbol, unique (Min), without (Words, Other), same (Other).</param>
/// <param name="Text">What the person reads: "A capital letter".</param>
/// <param name="Min">Least number of characters, or of different characters.</param>
/// <param name="Max">Largest number of characters.</param>
/// <param name="Other">Ids of fields, comma-separated, whose words must not occur (without) or whose value must match (same).</param>
/// <param name="Words">Words that must not occur; those of up to two letters are passed over.</param>
public sealed record StaticPasswordRule(string Key, string Text, int? Min = null, int? Max = null, string? Other = null, string? Words = null);
