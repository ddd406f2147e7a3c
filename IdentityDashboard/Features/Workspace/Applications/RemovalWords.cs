using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Workspace.Applications;

/// <summary>What a deletion comes to, with numbers (U69).</summary>
internal static class RemovalWords
{
    public static IReadOnlyList<string> For(Removal going)
    {
        var said = new List<string>();
        Say(going.Members, Quantity.Of(going.Members, "person loses this application", "people lose this application"));
        Say(going.Assignments, $"{Quantity.Of(going.Assignments, "assignment")} of roles {(going.Assignments == 1 ? "ends" : "end")} at once");
        said.Add($"{Quantity.Of(going.Roles, "role")} and {Quantity.Of(going.Nodes, "node")} go for good");
        Say(going.ApiKeys, $"{Quantity.Of(going.ApiKeys, "API key")} {(going.ApiKeys == 1 ? "stops" : "stop")} working");
        Say(going.PendingInvitations, $"{Quantity.Of(going.PendingInvitations, "pending invitation")} {(going.PendingInvitations == 1 ? "stops" : "stop")} working");
        Say(going.AccessFlows, $"{Quantity.Of(going.AccessFlows, "access flow")} {(going.AccessFlows == 1 ? "goes" : "go")} with all requests by {(going.AccessFlows == 1 ? "it" : "them")}");
        said.Add(going.Groups == 0 ? "People and groups stay in the directory" : $"People stay in the directory, and so do all groups; {Quantity.Of(going.Groups, "group")} {(going.Groups == 1 ? "loses its" : "lose their")} roles here");
        said.Add("The audit keeps what happened");
        return said;

        void Say(int count, string sentence)
        {
            if (count > 0) said.Add(sentence);
        }
    }
}
