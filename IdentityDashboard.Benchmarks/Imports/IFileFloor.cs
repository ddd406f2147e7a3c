using IdentityDashboard.Benchmarks.Writes;

namespace IdentityDashboard.Benchmarks.Imports;

/// <summary>
/// Writes a whole file in one transaction into the product's tables, with nothing but their keys, and builds the
/// indexes afterwards, search included: what a program written for this one file would do.
/// </summary>
internal interface IFileFloor : IAsyncDisposable
{
    FloorPlace Place { get; }

    Task WriteAsync(IEnumerable<FloorPerson> people);
}
