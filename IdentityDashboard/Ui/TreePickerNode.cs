namespace IdentityDashboard.Ui;

/// <param name="Id">Tells nodes apart.</param>
/// <param name="Text">The node's own name.</param>
/// <param name="Path">The names from the root down: "EMEA / Retail".</param>
/// <param name="Count">How many nodes lie below; null or 0 shows nothing.</param>
/// <param name="HasChildren">Whether it opens.</param>
public sealed record TreePickerNode(Guid Id, string Text, string Path, int? Count = null, bool HasChildren = false);
