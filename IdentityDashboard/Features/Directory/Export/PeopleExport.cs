using System.Runtime.CompilerServices;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Directory.Export;

/// <summary>Everybody the users list shows, with what their records say under custom attributes.</summary>
internal sealed class PeopleExport(IdentityQueries people, AttributeQueries attributes, TimeProvider clock) : IListExport
{
    public string Name => "users";

    public string Action => AuditActions.UsersExported;

    public async Task<Result<ExportRows>> OpenAsync(ExportOrder order, CancellationToken ct)
    {
        var query = order.Place.ToPeople(order.ApplicationId, order.EnvironmentId, order.Fields, clock.GetUtcNow()) with { Cursor = null, Take = ExportOrder.Batch };
        if (order.Ids.Count > 0) query = query with { Filter = query.Filter with { Ids = order.Ids } };
        var first = await people.ListAsync(order.Actor, query, ct);
        if (!first.Succeeded) return first.Error!;
        var columns = order.Columns.Where(c => c.Key != "email").ToList();
        return new ExportRows(["id", "name", "email", .. columns.Select(ExportOrder.Heading)], BatchesAsync(order, columns, query, first.Value, ct));
    }

    /// <summary>Each batch asks again, as rights can be lost on the way.</summary>
    private async IAsyncEnumerable<IReadOnlyCollection<object?[]>> BatchesAsync(
        ExportOrder order, List<ListColumn> columns, IdentityListQuery query, Page<IdentityRow> first, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var page = first; ;)
        {
            var values = await attributes.ValuesOfAsync(order.Actor.AccountId, [.. page.Items.Select(r => r.Id)], ct);
            yield return [.. page.Items.Select(row => (object?[])[row.Id.ToString(), row.FullName, row.Email, .. columns.Select(c => Value(c, row, values, order.EnvironmentId is null))])];
            if (page.Next is not { } next) yield break;
            var found = await people.ListAsync(order.Actor, query with { Cursor = next }, ct);
            page = found.Succeeded ? found.Value : throw new UnauthorizedAccessException(found.Error!.Message);
        }
    }

    private static object? Value(ListColumn column, IdentityRow row, IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>> values, bool allEnvironments) => column.Key switch
    {
        "status" => row.State.ToString().ToLowerInvariant(),
        "source" => row.Source,
        "role" => row.Roles.Select(r => Words(r.Grant, allEnvironments)).Distinct(StringComparer.Ordinal).ToArray(),
        "groups" => row.Groups.ToArray(),
        "mfa" => row.HasMfa ? "yes" : "no",
        "seen" => row.LastSeenAt == Identity.NeverSeen ? null : ExportOrder.Time(row.LastSeenAt),
        "created" => ExportOrder.Time(row.CreatedAt),
        _ => values.GetValueOrDefault(row.Id)?.GetValueOrDefault(column.AttributeKey),
    };

    private static string Words(RoleAtNode grant, bool allEnvironments) =>
        allEnvironments ? $"{grant.RoleName} @ {grant.NodePath} ({grant.EnvironmentName})" : $"{grant.RoleName} @ {grant.NodePath}";
}
