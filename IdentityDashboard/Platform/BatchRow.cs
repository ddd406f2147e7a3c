namespace IdentityDashboard.Platform;

/// <summary>One of many that are changed together.</summary>
/// <param name="MadeId">When something is taken back: what the change had made for this one.</param>
public sealed record BatchTarget(Guid Id, Guid? MadeId = null);

/// <summary>What became, or would become, of one of many that are changed together.</summary>
/// <param name="Reason">Why it is skipped, in words; null when it is done.</param>
/// <param name="MadeId">What was made for it, so that undoing finds it again.</param>
public sealed record BatchRow(Guid Id, string? Reason = null, Guid? MadeId = null)
{
    public bool IsDone => Reason is null;
}
