using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>The groups a person is in; whoever manages groups adds and removes here.</summary>
public sealed partial class IdentityPageGroups
{
    private const int Offered = 20;

    private List<GroupChoice> chosen = [];
    private string? problem;
    private bool busy;

    [Inject] private GroupService Service { get; set; } = default!;
    [Inject] private GroupQueries Queries { get; set; } = default!;
    [Inject] private GroupLosses Losses { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }
    [Parameter] public IReadOnlyList<PersonGroup> Groups { get; set; } = [];
    [Parameter] public EventCallback OnChanged { get; set; }

    private bool MayManage => Person.DeletedAt is null && Workspace.View.Can(Permissions.GroupManage);

    private string? How(PersonGroup group) => group.Through is { } through ? $"Through {through}" : group.Window?.Words(Clock.GetUtcNow());

    private string AddText => chosen.Count > 1 ? $"Add to {chosen.Count} groups" : "Add";

    private static string RolesOf(PersonGroup group) => group.Roles.Count switch
    {
        0 => "gives no role",
        1 => $"gives {group.Roles[0].RoleName} @ {group.Roles[0].NodePath}",
        var n => $"gives {n} roles",
    };

    private async Task<IReadOnlyList<GroupChoice>> SearchAsync(string text, CancellationToken ct)
    {
        var present = Groups.Where(g => g.IsDirect && !g.Window!.HasEnded(Clock.GetUtcNow())).Select(g => g.Id).ToHashSet();
        var found = await Queries.ChooseAsync(Workspace.Actor, text, Offered + present.Count, ct);
        return [.. found.Where(g => !present.Contains(g.Id)).Take(Offered)];
    }

    private void Choose(IReadOnlyList<GroupChoice> groups) => (chosen, problem) = ([.. groups], null);

    private async Task AddAsync()
    {
        if (busy) return;
        if (chosen.Count == 0)
        {
            problem = "Choose a group first.";
            return;
        }

        busy = true;
        var left = new List<GroupChoice>();
        try
        {
            foreach (var group in chosen)
            {
                var result = await Service.AddMembersAsync(Workspace.Actor, group.Id, [Person.Id], CancellationToken.None);
                if (result.Succeeded) continue;
                left.Add(group);
                problem = $"{group.Name}: {result.Error!.Message}";
            }
        }
        finally
        {
            busy = false;
        }

        var added = chosen.Except(left).ToList();
        chosen = left;
        await OnChanged.InvokeAsync();
        if (added.Count > 0) Toasts.Show($"{Person.FullName} added to {(added.Count == 1 ? added[0].Name : Quantity.Of(added.Count, "group"))}");
    }

    /// <summary>What costs no access is done at once and can be undone; anything else is said first.</summary>
    private async Task RemoveAsync(PersonGroup group)
    {
        var person = Person;
        var lost = await Losses.OfMemberAsync(Workspace.Actor, group.Id, person.Id, CancellationToken.None);
        if (lost.Count > 0 && !await Dialogs.ConfirmAsync($"Remove {person.FullName} from {group.Name}", $"{person.FullName} stays in the directory.", lost, verb: "Remove", danger: true)) return;
        var result = await Service.RemoveMemberAsync(Workspace.Actor, group.Id, person.Id, CancellationToken.None);
        await OnChanged.InvokeAsync();
        if (result.Succeeded && group.Window!.HasEnded(Clock.GetUtcNow())) Toasts.Show($"{person.FullName} removed from {group.Name}");
        else if (result.Succeeded) Toasts.Show($"{person.FullName} removed from {group.Name}", "Undo", () => PutBackAsync(group, person));
        else Toasts.ShowError(result.Error!.Message);
    }

    private async Task PutBackAsync(PersonGroup group, IdentityDetail person)
    {
        var result = await Service.AddMembersAsync(Workspace.Actor, group.Id, [person.Id], group.Window!, CancellationToken.None);
        if (result.Succeeded) Toasts.Show($"{person.FullName} is in {group.Name} again");
        else Toasts.ShowError(result.Error!.Message);
    }
}
