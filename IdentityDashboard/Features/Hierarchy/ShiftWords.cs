using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Hierarchy;

/// <summary>What moving and archiving comes to, in sentences.</summary>
internal static class ShiftWords
{
    /// <returns>"1 group and 3 people get Manager: Retail leads, Pat Lee and 2 more"</returns>
    public static string Gains(RoleShift shift) => $"{Who(shift)} {(IsOne(shift) ? "gets" : "get")} {shift.Role}: {Names(shift)}";

    public static string Loses(RoleShift shift) => $"{Who(shift)} {(IsOne(shift) ? "loses" : "lose")} {shift.Role}: {Names(shift)}";

    public static IReadOnlyList<string> Archived(ArchivePreview preview) =>
    [
        preview.Nodes == 1 ? "It leaves every choice of nodes" : $"{Quantity.Of(preview.Nodes, "node")} leave every choice of nodes",
        preview.Assignments == 0 ? "Nobody has a role there, so nobody loses access"
            : $"{Quantity.Of(preview.Assignments, "assignment")} {(preview.Assignments == 1 ? "stops" : "stop")} counting, of {Holders(preview.Groups, preview.People)}; {(preview.Assignments == 1 ? "it is" : "they are")} kept",
        .. preview.Keys == 0 ? Array.Empty<string>() : [$"{Quantity.Of(preview.Keys, "API key")} can do nothing any more"],
    ];

    private static bool IsOne(RoleShift shift) => shift.People + shift.Groups == 1;

    private static string Who(RoleShift shift) => Holders(shift.Groups, shift.People);

    private static string Holders(int groups, int people) => (groups, people) switch
    {
        (0, _) => Quantity.Of(people, "person", "people"),
        (_, 0) => Quantity.Of(groups, "group"),
        _ => $"{Quantity.Of(groups, "group")} and {Quantity.Of(people, "person", "people")}",
    };

    private static string Names(RoleShift shift)
    {
        var more = shift.People + shift.Groups - shift.Names.Count;
        return $"{string.Join(", ", shift.Names)}{(more > 0 ? $" and {Quantity.Text(more)} more" : "")}";
    }
}
