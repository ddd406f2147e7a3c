using System.Runtime.CompilerServices;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Directory.Export;

/// <summary>Every group the groups list shows.</summary>
internal sealed class GroupExport(GroupQueries groups) : IListExport
{
    public string Name => "groups";

    public string Action => AuditActions.GroupsExported;

    public async Task<Result<ExportRows>> OpenAsync(ExportOrder order, CancellationToken ct)
    {
        var query = order.Place.ToGroups() with { Cursor = null, Take = ExportOrder.Batch, Ids = order.Ids.Count > 0 ? order.Ids : null };
        var first = await groups.ListAsync(order.Actor, query, ct);
        if (!first.Succeeded) return first.Error!;
        return new ExportRows(["id", "name", .. order.Columns.Select(ExportOrder.Heading)], BatchesAsync(order, query, first.Value, ct));
    }

    /// <summary>Each batch asks again, as rights can be lost on the way.</summary>
    private async IAsyncEnumerable<IReadOnlyCollection<object?[]>> BatchesAsync(
        ExportOrder order, GroupListQuery query, Page<GroupRow> first, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = first; ;)
        {
            yield return [.. page.Items.Select(row => (object?[])[row.Id.ToString(), row.Name, .. order.Columns.Select(c => Value(c, row))])];
            if (page.Next is not { } next) yield break;
            var found = await groups.ListAsync(order.Actor, query with { Cursor = next }, ct);
            page = found.Succeeded ? found.Value : throw new UnauthorizedAccessException(found.Error!.Message);
        }
    }

    private static object? Value(ListColumn column, GroupRow row) => column.Key switch
    {
        "members" => row.Members,
        "source" => row.Source,
        "role" => row.Roles.Select(r => $"{r.RoleName} @ {r.NodePath} ({r.EnvironmentName})").ToArray(),
        _ => ExportOrder.Time(row.UpdatedAt),
    };
}
