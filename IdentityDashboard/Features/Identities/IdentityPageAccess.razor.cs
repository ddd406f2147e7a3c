using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>The roles a person holds now, by environment, each with the way they came to it; given and taken here.</summary>
public sealed partial class IdentityPageAccess
{
    private readonly HashSet<(Guid Role, Guid Node, string? Group)> open = [];
    private readonly Dictionary<Guid, AccessWay> ways = [];

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }
    [Parameter] public IReadOnlyList<HeldRole> Roles { get; set; } = [];
    [Parameter] public IReadOnlyList<PersonGroup> Groups { get; set; } = [];

    /// <summary>After a role was given or taken.</summary>
    [Parameter] public EventCallback OnChanged { get; set; }

    [Inject] private AccessExplainer Explainer { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    /// <summary>Why somebody has something may lie above what an administrator of a node sees.</summary>
    private bool SeesAll => Workspace.View.IsOwner || Workspace.View.Can(Permissions.IdentityRead);

    private Subject Me => Subject.Person(Person.Id);

    private string NothingYet => Person.IsOwner
        ? $"{Person.FirstName} is an Owner of the account, a right above all environments, but holds no role in any of them."
        : $"{Person.FirstName} is in the directory but can’t do anything in an application until they get a role, directly or through a group.";

    private string NameOf((Guid Id, string Name) environment) => Workspace.View.NameOf(environment.Id, environment.Name);

    private static (Guid Role, Guid Node, string? Group) Key(HeldRole role) => (role.Grant.RoleId, role.Grant.NodeId, role.ViaGroup);

    private bool IsOpen(HeldRole role) => open.Contains(Key(role));

    private async Task ToggleAsync(HeldRole role)
    {
        if (open.Remove(Key(role)) || !open.Add(Key(role))) return;
        if (await Explainer.WayAsync(Workspace.Actor, Person.Id, role.AssignmentId, CancellationToken.None) is { } way) ways[role.AssignmentId] = way;
    }

    private async Task AskWhyAsync() => await Dialogs.ShowAsync<WhyDialog, object>(WhyDialog.TitleFor(Person.FirstName), new Dictionary<string, object?>
    {
        [nameof(WhyDialog.IdentityId)] = Person.Id, [nameof(WhyDialog.Name)] = Person.FirstName,
    });

    private string Until(HeldRole role)
    {
        if (role.Until is not { } until) return "No end";
        var now = Clock.GetUtcNow();
        var days = (int)(until - now).TotalDays;
        return $"{RelativeTimeText.Day(until, now)}, {(days == 0 ? RelativeTimeText.For(until, now) : $"{Quantity.Of(days, "day")} left")}";
    }
}
