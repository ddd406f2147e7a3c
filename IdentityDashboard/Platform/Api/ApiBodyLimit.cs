namespace IdentityDashboard.Platform.Api;

/// <summary>A call that takes longer bodies than others, in bytes.</summary>
internal sealed record ApiBodyLimit(long Bytes);
