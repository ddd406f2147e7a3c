namespace IdentityDashboard.Ui;

/// <param name="More">The count stopped at its limit: "10,000+".</param>
public sealed record TabItem(string Id, string Title, long? Count = null, bool More = false);
