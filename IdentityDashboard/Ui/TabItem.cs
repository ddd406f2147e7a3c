namespace IdentityDashboard.Ui;

public sealed record TabItem(string Id, string Title, long? Count = null);
