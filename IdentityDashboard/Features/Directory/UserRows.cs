using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>What people look like in the list.</summary>
/// <param name="IsTenant">Roles are of all environments: each says which.</param>
/// <param name="Values">Custom attributes by person and key.</param>
internal sealed record UserRows(
    IReadOnlyList<ListColumn> Columns, ListFields Fields, bool IsTenant, DateTimeOffset Now, IReadOnlyDictionary<Guid, IReadOnlyDictionary<string, string>> Values)
{
    public GridRow Show(IdentityRow row, bool gone)
    {
        var key = row.Id.ToString();
        var cells = new MarkupString[Columns.Count + 1];
        cells[0] = Cells.Name(row.Id, key, "/identities/", row.Name, row.Email, square: false, gone);
        for (var i = 0; i < Columns.Count; i++) cells[i + 1] = Cell(Columns[i], row);
        return new GridRow(row.Id, key, row.Name, cells);
    }

    private MarkupString Cell(ListColumn column, IdentityRow row) => column.Key switch
    {
        "status" => Cells.Status(IdentityWords.Status(row.State, row.IsLocked)),
        "source" => Cells.Source(row.Source),
        // A role held directly and through a group is one role here.
        "role" => Cells.Roles([.. row.Roles.Select(r => r.Grant).DistinctBy(g => (g.RoleId, g.NodeId))], "No role yet", Place),
        "groups" => Cells.Cut(column.Class, string.Join(", ", row.Groups), "None"),
        "mfa" => Cells.Shared(column.Class, row.HasMfa ? "On" : "<span class=\"t3\">Off</span>"),
        "seen" => Cells.Time(column.Class, row.LastSeenAt == Identity.NeverSeen ? null : row.LastSeenAt, Now),
        "created" => Cells.Time(column.Class, row.CreatedAt, Now),
        "email" => Cells.Cut(column.Class, row.Email, ""),
        _ => Cells.Cut(column.Class, Attribute(column, row), "–"),
    };

    private string? Attribute(ListColumn column, IdentityRow row) =>
        Fields.Find(column.AttributeKey) is { } field && Values.TryGetValue(row.Id, out var values) && values.TryGetValue(field.Key, out var value)
            ? AttributeText.Show(field.Kind, value) : null;

    private string Place(RoleAtNode grant) => IsTenant ? $"{grant.NodePath} ({grant.EnvironmentName})" : grant.NodePath;
}
