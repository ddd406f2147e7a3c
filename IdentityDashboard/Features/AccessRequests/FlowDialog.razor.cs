using System.Globalization;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.AccessRequests;

/// <summary>Creates or edits an access flow of the active environment; answers the sentence to show.</summary>
public sealed partial class FlowDialog
{
    internal const string NewTitle = "Create flow";
    private const int UsualHours = 168;

    private static readonly IReadOnlyList<PickCard> RequesterCards =
        [new("named", "People and groups I name"), new("all", "Everybody who may request", "Whoever has access.request here, as Grantees do.")];

    private static readonly IReadOnlyList<PickCard> ApproverCards =
        [new("named", "Approvers I name", "Each also needs access.approve at the node. Nobody decides their own."), new("auto", "Nobody: granted at once", "For what carries no risk.")];

    private readonly FormErrors errors = new(
        AccessRequestErrors.NameField, AccessRequestErrors.RequestersField, AccessRequestErrors.ApproversField, AccessRequestErrors.GrantsField, AccessRequestErrors.HoursField);
    private IReadOnlyList<RoleChoice> roles = [];
    private IReadOnlyList<SelectOption> limits = [];
    private IReadOnlyList<PersonChoice> requesterPeople = [];
    private IReadOnlyList<PersonChoice> approverPeople = [];
    private IReadOnlyList<GroupChoice> requesterGroups = [];
    private IReadOnlyList<GroupChoice> approverGroups = [];
    private IReadOnlyList<OfferChoice> offers = [];
    private OfferChoice? draft;
    private string? name;
    private string? hours;
    private bool everybody;
    private bool automatic;
    private bool reasonRequired = true;
    private bool touched;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>Null for a new one.</summary>
    [Parameter] public FlowRow? Flow { get; set; }

    [Inject] private FlowService Flows { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    private string Purpose => Flow is null ? $"In {Workspace.Active.EnvironmentName}. People find it on My access." : $"Last saved by {Flow.AuthorName}. What it granted already stays as it is.";

    internal static string EditTitle(string name) => $"Edit {name}";

    protected override async Task OnInitializedAsync()
    {
        var present = Flow?.MaxHours ?? UsualHours;
        (hours, limits) = (present.ToString(CultureInfo.InvariantCulture), Durations.Limits(present));
        if (Flow is { } flow)
        {
            (name, everybody, automatic, reasonRequired) = (flow.Name, flow.IsForEverybody, flow.IsAutomatic, flow.ReasonRequired);
            (requesterPeople, requesterGroups) = (PeopleOf(flow.Requesters), GroupsOf(flow.Requesters));
            (approverPeople, approverGroups) = (PeopleOf(flow.Approvers), GroupsOf(flow.Approvers));
            offers = [.. flow.Offers.Select(o => new OfferChoice(o.Grant.RoleId, o.Grant.RoleName, o.Grant.NodeId, o.Grant.NodePath, o.Below))];
        }

        roles = await Access.RolesAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
    }

    private static IReadOnlyList<PersonChoice> PeopleOf(IEnumerable<FlowParty> parties) =>
        [.. parties.Where(p => !p.Subject.IsGroup).Select(p => new PersonChoice(p.Subject.Id, p.Name, "", PrincipalState.Active))];

    private static IReadOnlyList<GroupChoice> GroupsOf(IEnumerable<FlowParty> parties) => [.. parties.Where(p => p.Subject.IsGroup).Select(p => new GroupChoice(p.Subject.Id, p.Name))];

    private static IReadOnlyList<Subject> Named(IReadOnlyList<PersonChoice> people, IReadOnlyList<GroupChoice> groups) =>
        [.. people.Select(p => Subject.Person(p.Id)), .. groups.Select(g => Subject.Group(g.Id))];

    private void Touch(string field)
    {
        touched = true;
        errors.Forget(field);
    }

    private void SetName(string? value)
    {
        name = value;
        Touch(AccessRequestErrors.NameField);
    }

    private void SetEverybody(string? value)
    {
        everybody = value == "all";
        Touch(AccessRequestErrors.RequestersField);
    }

    private void SetAutomatic(string? value)
    {
        automatic = value == "auto";
        Touch(AccessRequestErrors.ApproversField);
    }

    private void SetOffers(IReadOnlyList<OfferChoice> chosen)
    {
        offers = chosen;
        Touch(AccessRequestErrors.GrantsField);
    }

    private void SetHours(string? value)
    {
        hours = value;
        Touch(AccessRequestErrors.HoursField);
    }

    private void SetReason(bool value) => (reasonRequired, touched) = (value, true);

    private async Task SubmitAsync()
    {
        errors.Clear();
        // What stands chosen in the fields but wasn't added is meant too.
        if (draft is { } ready && !offers.Any(o => o.RoleId == ready.RoleId && o.NodeId == ready.NodeId)) offers = [.. offers, ready];
        if (!await ConfirmPowersAsync()) return;
        _ = int.TryParse(hours, NumberStyles.Integer, CultureInfo.InvariantCulture, out var longest);
        var wanted = new FlowDraft(
            name, everybody, Named(requesterPeople, requesterGroups), [.. offers.Select(o => new FlowGrant(o.RoleId, o.NodeId, o.Below))],
            automatic, Named(approverPeople, approverGroups), longest, reasonRequired, Flow?.SavedAt);
        var refusal = Flow is null
            ? (await Flows.CreateAsync(Workspace.Actor, Workspace.Active.EnvironmentId, wanted, CancellationToken.None)).Error
            : (await Flows.EditAsync(Workspace.Actor, Flow.Id, wanted, CancellationToken.None)).Error;
        if (refusal is not null) errors.Show(refusal);
        else Dialogs.Close($"{name!.Trim()} {(Flow is null ? "is created" : "saved")}");
    }

    /// <summary>A flow that hands out power over others' access lists it and asks, when that is new to it (U39).</summary>
    private async Task<bool> ConfirmPowersAsync()
    {
        foreach (var offer in offers.Where(o => Flow is null || Flow.Offers.All(had => had.Grant.RoleId != o.RoleId)).DistinctBy(o => o.RoleId))
        {
            var who = automatic ? "whoever requests it" : "whoever is approved";
            if (!await ElevatedRole.ConfirmAsync(Dialogs, roles.FirstOrDefault(r => r.Id == offer.RoleId), who, offer.Path, "Offer it")) return false;
        }

        return true;
    }
}
