namespace IdentityDashboard.Features.Lifecycle;

/// <summary>Looks for what has come due and does it. Several instances may look at once: each act is done, and recorded, once.</summary>
internal interface IDueWork
{
    /// <summary>For the log: "Planned ends".</summary>
    string Name { get; }

    /// <summary>How often to look.</summary>
    TimeSpan Every { get; }

    /// <returns>How much was done.</returns>
    Task<int> RunAsync(CancellationToken ct);
}
