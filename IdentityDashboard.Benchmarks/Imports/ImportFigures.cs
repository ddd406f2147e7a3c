namespace IdentityDashboard.Benchmarks.Imports;

/// <summary>Rows in a second for one size of file, round by round, and the most memory the product held.</summary>
internal sealed record ImportFigures(string Database, int Rows)
{
    public List<double> Product { get; } = [];

    /// <summary>The share of the product's time that the check took.</summary>
    public List<double> CheckShare { get; } = [];

    public List<double> Floor { get; } = [];

    /// <summary>Megabytes of its own memory, without files the system maps into it.</summary>
    public List<double> PeakMegabytes { get; } = [];

    /// <summary>Milliseconds of a list's pages when nothing else happens, and while another file is written.</summary>
    public List<(string Case, double[] Quiet, double[] During)> Lists { get; } = [];
}
