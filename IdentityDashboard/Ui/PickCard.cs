namespace IdentityDashboard.Ui;

public sealed record PickCard(string Value, string Title, string? Text = null, string? Badge = null);
