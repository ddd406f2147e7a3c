using IdentityDashboard.Features.Groups;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Directory;

/// <summary>What groups look like in the list.</summary>
internal sealed record GroupRows(IReadOnlyList<ListColumn> Columns, DateTimeOffset Now)
{
    public GridRow Show(GroupRow row, bool gone)
    {
        var key = row.Id.ToString();
        var cells = new MarkupString[Columns.Count + 1];
        cells[0] = Cells.Name(row.Id, key, "/groups/", row.Name, second: null, square: true, gone);
        for (var i = 0; i < Columns.Count; i++) cells[i + 1] = Cell(Columns[i], row);
        return new GridRow(row.Id, key, row.Name, cells);
    }

    private MarkupString Cell(ListColumn column, GroupRow row) => column.Key switch
    {
        "members" => Cells.Shared($"{column.Class} num", $"{Quantity.Text(row.Members)}<span class=\"mob-word\">{(row.Members == 1 ? "member" : "members")}</span>"),
        "source" => Cells.Source(row.Source),
        "role" => Cells.Roles(row.Roles, "No role", role => $"{role.NodePath} ({role.EnvironmentName})"),
        _ => Cells.Time(column.Class, row.UpdatedAt, Now),
    };
}
