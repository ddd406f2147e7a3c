namespace IdentityDashboard.Ui;

public sealed record PasswordRuleView(string Text, bool Met);
