using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Mail;

/// <summary>Wakes the worker of this process at once; other processes find the mail at their next look.</summary>
internal sealed class OutboxSignal : Signal;
