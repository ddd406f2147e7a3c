namespace IdentityDashboard.Benchmarks.Writes;

/// <summary>Writes people with statements prepared once; returns when they are on disk.</summary>
internal interface IFloorWriter : IAsyncDisposable
{
    FloorPlace Place { get; }

    Task WriteAsync(IReadOnlyList<FloorPerson> people);
}
