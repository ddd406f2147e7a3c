using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>When somebody's time here is to end.</summary>
public sealed partial class IdentityPageHeader
{
    [Inject] private PlannedEndService Ends { get; set; } = default!;

    private bool MaySchedule => MayChange && Person.State != PrincipalState.Deactivated;

    private async Task ScheduleAsync()
    {
        var (person, name) = (Person, Person.FullName);
        var when = await Dialogs.ShowAsync<ScheduleEndDialog, string>(ScheduleEndDialog.TitleFor(name), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(ScheduleEndDialog.Actor)] = Workspace.Actor,
            [nameof(ScheduleEndDialog.Person)] = new EndingPerson(person.Id, name, person.FirstName, person.IsOwner, Groups),
            [nameof(ScheduleEndDialog.End)] = person.End,
        });
        if (when is null) return;
        await OnChanged.InvokeAsync();
        Toasts.Show($"{name} ends {when}");
    }

    private async Task CancelEndAsync()
    {
        var (id, name) = (Person.Id, Person.FullName);
        var wanted = await Dialogs.ConfirmAsync($"Call off the end of {name}", "They stay until somebody ends their access.", verb: "Call off", cancelText: "Keep it");
        if (wanted && await DoneAsync(() => Ends.CancelAsync(Workspace.Actor, id, CancellationToken.None))) Toasts.Show($"The planned end of {name} is called off");
    }
}
