using System.Globalization;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Bulk;

/// <summary>What each kind of change is called, before, while and after it is done.</summary>
internal static class BulkWords
{
    /// <summary>"Suspend 1,204 people".</summary>
    public static string Title(string kind, BulkParameters parameters, int count)
    {
        var people = BulkKind.IsAboutInvitations(kind) ? Quantity.Of(count, "invitation") : Quantity.Of(count, "person", "people");
        return kind switch
        {
            BulkKind.AddToGroups => $"Add {people} to {Groups(parameters)}",
            BulkKind.RemoveFromGroups => $"Remove {people} from {Groups(parameters)}",
            BulkKind.Assign => $"Give {people} {Grant(parameters)}",
            BulkKind.Unassign => $"Take {Grant(parameters)} from {people}",
            _ => $"{Verb(kind)} {people}",
        };
    }

    /// <summary>The word on buttons: "Suspend".</summary>
    public static string Verb(string kind) => kind switch
    {
        BulkKind.Suspend => "Suspend",
        BulkKind.Activate => "Activate",
        BulkKind.Delete => "Delete",
        BulkKind.Restore => "Restore",
        BulkKind.AddToGroups => "Add",
        BulkKind.RemoveFromGroups => "Remove",
        BulkKind.Assign => "Assign",
        BulkKind.Unassign => "Take away",
        BulkKind.ResendInvitations => "Resend",
        BulkKind.RevokeInvitations => "Revoke",
        _ => kind,
    };

    /// <summary>The name of the dialog: "Add to group".</summary>
    public static string Heading(string kind) => kind switch
    {
        BulkKind.AddToGroups => "Add to group",
        BulkKind.RemoveFromGroups => "Remove from group",
        BulkKind.Assign => "Assign role",
        BulkKind.ResendInvitations => "Resend invitations",
        BulkKind.RevokeInvitations => "Revoke invitations",
        _ => $"{Verb(kind)} people",
    };

    /// <summary>"suspended", "added to Retail leads": after "1,180" or "will be".</summary>
    public static string Done(string kind, BulkParameters parameters) => kind switch
    {
        BulkKind.Suspend => "suspended",
        BulkKind.Activate => "activated",
        BulkKind.Delete => "deleted",
        BulkKind.Restore => "restored",
        BulkKind.AddToGroups => $"added to {Groups(parameters)}",
        BulkKind.RemoveFromGroups => $"removed from {Groups(parameters)}",
        BulkKind.Assign => $"given {Grant(parameters)}",
        BulkKind.Unassign => $"relieved of {Grant(parameters)}",
        BulkKind.ResendInvitations => "sent again",
        BulkKind.RevokeInvitations => "revoked",
        _ => "done",
    };

    public static string Icon(string kind) => kind switch
    {
        BulkKind.Suspend => "pause",
        BulkKind.Activate => "check",
        BulkKind.Delete => "trash",
        BulkKind.Restore => "undo",
        BulkKind.AddToGroups or BulkKind.RemoveFromGroups => "users",
        BulkKind.ResendInvitations => "send",
        BulkKind.RevokeInvitations => "x",
        _ => "shield",
    };

    /// <summary>What it brings about, beside the numbers (U69).</summary>
    public static IReadOnlyList<string> Consequences(string kind) => kind switch
    {
        BulkKind.Suspend => ["Sign-in is refused; open sessions end within 5 seconds", "Their roles stop counting; nothing is deleted", "Activating brings everything back"],
        BulkKind.Activate => ["They can sign in again, with the roles and groups they have"],
        BulkKind.Delete =>
        [
            "Sign-in is refused; open sessions end within 5 seconds",
            "Their roles and group memberships stop counting",
            "Their addresses are free at once; whoever gets one starts with none of these rights",
            "The records leave all lists and can be restored for 30 days",
        ],
        BulkKind.Restore => ["They come back with the state, roles and groups they had", "Who was suspended stays suspended"],
        BulkKind.AddToGroups => ["They get every role the group has, now and in future"],
        BulkKind.RemoveFromGroups => ["Roles that came with the group end at once, unless a person holds the same otherwise"],
        BulkKind.Assign => ["The role counts at once, there and everywhere below"],
        BulkKind.Unassign => ["The role ends at once, unless a person holds the same otherwise"],
        BulkKind.ResendInvitations => ["Each gets a new mail with a new link that works for 7 days", "Links sent before stop working", "A mail can’t be taken back"],
        BulkKind.RevokeInvitations => ["Their links stop working at once", "This can’t be undone; who should come in after all is invited again"],
        _ => [],
    };

    public static string Groups(BulkParameters parameters) => parameters.Groups.Count == 1 ? parameters.Groups[0].Name : Quantity.Of(parameters.Groups.Count, "group");

    public static string Grant(BulkParameters parameters) => parameters.Places switch
    {
        [var only] => only.Words,
        [var first, ..] => $"{first.Words} and {parameters.Places.Count - 1} more",
        _ => One(parameters),
    };

    private static string One(BulkParameters parameters) =>
        $"{parameters.RoleName} at {parameters.NodePath}{(parameters.Until is { } until ? $" until {until.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}" : "")}";
}
