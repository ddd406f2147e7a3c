using System.Globalization;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Hierarchy;

internal static class HierarchyErrors
{
    public const string NameField = "name";
    public const string TypeField = "node_type";
    public const string ParentField = "parent_node_id";
    public const string TypesField = "types";
    public const string DepthField = "max_depth";

    public static readonly Error NotFound = CommonErrors.NotFound("node");
    public static readonly Error ParentGone = Error.Field("node_not_found", 404, ParentField, "The node you chose isn't here any more. Refresh and choose another.");
    public static readonly Error ParentMissing = Error.Field("validation_failed", 422, ParentField, "Say below which node.");
    public static readonly Error RootStays = new("root_stays", 409, "The root can't be moved or archived: everything stands below it.");
    public static readonly Error BelowItself = Error.Field("node_below_itself", 409, ParentField, "A node can't stand below itself. Choose a place outside of it.");
    public static readonly Error SamePlace = Error.Field("node_same_place", 409, ParentField, "It already stands there. Choose another place.");
    public static readonly Error Archived = new("node_archived", 409, "This node is archived. Restore it first.");
    public static readonly Error ParentArchived = Error.Field("node_archived", 409, ParentField, "That place is archived. Restore it first, or choose another.");
    public static readonly Error NotArchived = new("node_not_archived", 409, "This node isn't archived.");
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody renamed this node while you were typing. Close the dialog to see the new name.");
    public static readonly Error TypesChanged = new("changed_meanwhile", 412, "Somebody changed the node types while you were editing. Close the dialog and open it again to see them.");
    public static readonly Error MoveBeyondOwnRights = Error.Field("grant_exceeds_own_rights", 403, ParentField, "People there would get roles on this node that you can't give. Ask somebody who can.");
    public static readonly Error RestoreBeyondOwnRights = new("grant_exceeds_own_rights", 403, "Roles that you can't give would count again. Ask somebody who can give them.");

    public static Error Taken(string name, bool archived) => Error.Field("node_exists", 409, NameField, archived
        ? $"An archived node called {name} is there. Restore it, or choose another name."
        : $"A node called {name} is there already. Choose another name.");

    public static Error TooDeep(int deepest) => Error.Field("node_too_deep", 422, ParentField,
        string.Create(CultureInfo.InvariantCulture, $"This would go deeper than level {deepest}, the deepest there is. Choose a higher place."));

    /// <param name="allowed">What may stand there instead.</param>
    public static Error TypeNotAllowed(string type, string parentType, IReadOnlyList<string> allowed, string field) => Error.Field("node_type_not_allowed", 422, field,
        allowed.Count == 0 ? $"Nothing may stand below {Below(parentType)}." : $"{type} may not stand below {Below(parentType)}. There may be: {string.Join(", ", allowed)}.");

    public static Error TypeInUse(string type, int nodes) => Error.Field("node_type_in_use", 409, TypesField,
        $"{type} can't go: {Quantity.Of(nodes, "node is", "nodes are")} of this type. Rename it instead.");

    private static string Below(string parentType) => parentType == Node.RootType ? "the root" : parentType;
}
