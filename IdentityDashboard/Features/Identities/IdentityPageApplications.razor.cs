using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>Which applications a person may use; added, put on hold and taken out here.</summary>
public sealed partial class IdentityPageApplications
{
    private MembershipList? list;
    private IdentityDetail? shown;
    private LocalZone zone = LocalZone.Utc;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>A new record means something changed: read again.</summary>
    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }
    [Parameter] public EventCallback OnChanged { get; set; }

    [Inject] private AppMembershipService Service { get; set; } = default!;
    [Inject] private AppMembershipQueries Queries { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        if (ReferenceEquals(shown, Person)) return;
        if (shown is null) zone = await Script.ZoneAsync();
        shown = Person;
        list = await Queries.OfAsync(Workspace.Actor, Person.Id, CancellationToken.None);
    }

    private async Task AddAsync(Guid id, string name) =>
        await DoneAsync(await Service.AddAsync(Workspace.Actor, Person.Id, id, CancellationToken.None), $"{Person.FullName} is in {name}");

    private async Task SuspendAsync(MembershipRow row)
    {
        if (!await Dialogs.ConfirmAsync($"Suspend {Person.FirstName} in {row.Application}", "A hold in this application alone.", MembershipWords.IfSuspended(row, Person.FirstName), verb: "Suspend", danger: true)) return;
        await DoneAsync(await Service.SuspendAsync(Workspace.Actor, Person.Id, row.ApplicationId, CancellationToken.None), $"{Person.FullName} is suspended in {row.Application}");
    }

    private async Task ActivateAsync(MembershipRow row) =>
        await DoneAsync(await Service.ActivateAsync(Workspace.Actor, Person.Id, row.ApplicationId, CancellationToken.None), $"{Person.FullName} is active in {row.Application}");

    private async Task SetEndAsync(MembershipRow row)
    {
        var done = await Dialogs.ShowAsync<MembershipEndDialog, string>(MembershipEndDialog.TitleFor(Person.FirstName, row.Application), new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(MembershipEndDialog.Actor)] = Workspace.Actor, [nameof(MembershipEndDialog.Person)] = Person, [nameof(MembershipEndDialog.Membership)] = row,
        });
        if (done is not null) await DoneAsync(Result.Ok, done);
    }

    private async Task RemoveAsync(MembershipRow row)
    {
        if (!await Dialogs.ConfirmAsync($"Remove {Person.FirstName} from {row.Application}", "They stay in the directory.", MembershipWords.IfRemoved(row), verb: "Remove", danger: true)) return;
        await DoneAsync(await Service.RemoveAsync(Workspace.Actor, Person.Id, row.ApplicationId, CancellationToken.None), $"{Person.FullName} is removed from {row.Application}");
    }

    private async Task DoneAsync(Result result, string done)
    {
        await OnChanged.InvokeAsync();
        if (result.Succeeded) Toasts.Show(done);
        else Toasts.ShowError(result.Error!.Message);
    }
}
