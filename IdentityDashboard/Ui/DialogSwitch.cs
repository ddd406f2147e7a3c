namespace IdentityDashboard.Ui;

/// <summary>A dialog closed because another fits better ("Invite &amp; Assign" instead of "Invite"): whoever opened it opens that.</summary>
/// <param name="Prefill">What was typed already and goes along, such as an address.</param>
/// <param name="Done">What the dialog had brought about before, as it would have answered.</param>
public sealed record DialogSwitch(string To, string? Prefill = null, object? Done = null);
