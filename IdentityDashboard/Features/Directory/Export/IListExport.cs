using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Directory.Export;

/// <summary>What an export is to hold: the list at a place, in the columns its reader sees.</summary>
/// <param name="Ids">Only these rows; empty for all that match.</param>
/// <param name="EnvironmentId">Null on the Tenant page, as <paramref name="ApplicationId"/>.</param>
internal sealed record ExportOrder(Actor Actor, DirectoryPlace Place, IReadOnlyList<ListColumn> Columns, ListFields Fields, IReadOnlyList<Guid> Ids, Guid? ApplicationId, Guid? EnvironmentId)
{
    /// <summary>Rows read at once, so that memory stays flat.</summary>
    public const int Batch = 500;

    public static string Heading(ListColumn column) => column.IsAttribute ? column.AttributeKey : column.Key switch { "seen" => "last_seen", "role" => "roles", _ => column.Key };

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

/// <param name="Batches">Ends with <see cref="UnauthorizedAccessException"/> when the right was lost meanwhile.</param>
internal sealed record ExportRows(IReadOnlyList<string> Headings, IAsyncEnumerable<IReadOnlyCollection<object?[]>> Batches);

/// <summary>Reads everything a list shows, a batch at a time by key.</summary>
internal interface IListExport
{
    /// <summary>Of the file: "users", "groups".</summary>
    string Name { get; }

    /// <summary>The audit's name of the act.</summary>
    string Action { get; }

    /// <returns>A refusal at once; rows otherwise.</returns>
    Task<Result<ExportRows>> OpenAsync(ExportOrder order, CancellationToken ct);
}
