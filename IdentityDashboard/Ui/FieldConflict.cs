namespace IdentityDashboard.Ui;

/// <summary>A field that somebody else changed while it was being edited here. Values are as people read them.</summary>
/// <param name="Who">Null when the record doesn't tell.</param>
/// <param name="TakesTheirs">What was chosen; null until then.</param>
public sealed record FieldConflict(string Field, string Label, string Mine, string Theirs, string? Who, DateTimeOffset? At, bool? TakesTheirs = null);
