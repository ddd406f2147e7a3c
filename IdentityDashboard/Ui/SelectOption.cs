namespace IdentityDashboard.Ui;

public sealed record SelectOption(string Value, string Text, string? Group = null);
