namespace IdentityDashboard.Platform.Jobs;

/// <summary>Wakes the worker of this process at once; other processes find the job at their next look.</summary>
internal class JobSignal : Signal;
