using IdentityDashboard.Features.Access;
using IdentityDashboard.Ui;

namespace IdentityDashboard.Features.Groups;

/// <summary>Adding members, saying how long they are in, and removing them.</summary>
public sealed partial class GroupPageMembers
{
    private readonly FormErrors errors = new(AccessErrors.FromField, AccessErrors.UntilField);
    private WindowFields? times;
    private bool timed;

    private async Task AddAsync()
    {
        if (busy) return;
        errors.Clear();
        if (chosen.Count == 0)
        {
            problem ??= "Choose somebody first.";
            return;
        }

        var (window, unfit) = timed && times is not null ? times.Read() : (MembershipWindow.Always, null);
        busy = true;
        try
        {
            var refusal = unfit ?? (await Service.AddMembersAsync(Workspace.Actor, Group.Id, [.. chosen.Select(p => p.Id)], window, CancellationToken.None)).Error;
            if (refusal is not null)
            {
                errors.Show(refusal);
                problem = errors.Form;
                return;
            }
        }
        finally
        {
            busy = false;
        }

        Toasts.Show($"{(chosen.Count == 1 ? chosen[0].Name : Quantity.Of(chosen.Count, "person", "people"))} added to {Group.Name}");
        (chosen, timed, problem) = ([], false, null);
        await OnChanged.InvokeAsync();
    }

    private async Task SetTimesAsync(MemberRow member)
    {
        var window = await Dialogs.ShowAsync<MemberTimesDialog, MembershipWindow>(MemberTimesDialog.TitleFor(member.Name), new Dictionary<string, object?>
        {
            [nameof(MemberTimesDialog.Actor)] = Workspace.Actor,
            [nameof(MemberTimesDialog.Group)] = new GroupChoice(Group.Id, Group.Name),
            [nameof(MemberTimesDialog.Member)] = member,
        });
        if (window is null) return;
        await OnChanged.InvokeAsync();
        Toasts.Show($"Times of {member.Name} saved");
    }

    /// <summary>What costs nobody access is done at once and can be undone; anything else is said first.</summary>
    private async Task RemoveAsync(MemberRow member)
    {
        var group = Group;
        var lost = await Losses.OfMemberAsync(Workspace.Actor, group.Id, member.Id, CancellationToken.None);
        if (lost.Count > 0 && !await Dialogs.ConfirmAsync($"Remove {member.Name} from {group.Name}", $"{member.Name} stays in the directory.", lost, verb: "Remove", danger: true)) return;
        var result = await Service.RemoveMemberAsync(Workspace.Actor, group.Id, member.Id, CancellationToken.None);
        await OnChanged.InvokeAsync();
        if (!result.Succeeded) Toasts.ShowError(result.Error!.Message);
        else if (member.Window.HasEnded(Clock.GetUtcNow())) Toasts.Show($"{member.Name} removed from {group.Name}");
        else Toasts.Show($"{member.Name} removed from {group.Name}", "Undo", () => PutBackAsync(group, member));
    }

    private async Task PutBackAsync(GroupDetail group, MemberRow member)
    {
        var result = await Service.AddMembersAsync(Workspace.Actor, group.Id, [member.Id], member.Window, CancellationToken.None);
        if (result.Succeeded) Toasts.Show($"{member.Name} is in {group.Name} again");
        else Toasts.ShowError(result.Error!.Message);
    }
}
