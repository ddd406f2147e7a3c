using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Audit.Chain;

/// <summary>Wakes the sealer of this process soon after something was recorded.</summary>
internal sealed class AuditSignal : Signal;
