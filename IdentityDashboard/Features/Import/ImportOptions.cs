namespace IdentityDashboard.Features.Import;

internal sealed class ImportOptions
{
    public const string Section = "Import";
    private const long Megabyte = 1024 * 1024;

    /// <summary>The longest file that is taken.</summary>
    public int MaxFileMegabytes { get; set; } = 200;

    public long MaxFileBytes => MaxFileMegabytes * Megabyte;
}
