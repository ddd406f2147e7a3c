using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Invitations;

/// <summary>One person, invited together with a role at a node.</summary>
public sealed partial class InviteAssignDialog
{
    private const string EmailKey = "email";
    private const string FirstKey = "first_name";
    private const string LastKey = "last_name";

    private readonly FormErrors errors = new(EmailKey, FirstKey, LastKey, "role_id", "node_id", "group_ids", "note", "expires_in_days");
    private readonly AttributeInput traits;
    private IReadOnlyList<RoleChoice> roles = [];
    private IReadOnlyList<PickCard> cards = [];
    private IReadOnlyList<SelectOption> lifetimes = [];
    private IReadOnlyList<GroupChoice> groups = [];
    private InviteEmailField? emailField;
    private RoleChoice? role;
    private NodeChoice? node;
    private string email = "";
    private string first = "";
    private string last = "";
    private string? days;
    private string? note;
    private bool more;

    public InviteAssignDialog() => traits = new AttributeInput(errors);

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter] public string? Prefill { get; set; }

    [Inject] private InvitationService Invitations { get; set; } = default!;
    [Inject] private InvitationSettingsService Settings { get; set; } = default!;
    [Inject] private AttributeQueries Attributes { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    private string Who => first.Trim().Length > 0 ? PersonName.Split(first).First : email.Trim().Length > 0 ? email.Trim() : "This person";

    private string Below => node is null or { Below: 0 } ? "" : node.Below == 1 ? ", 1 node below included" : $", {Quantity.Text(node.Below)} nodes below included";

    private bool HasExtras => groups.Count + traits.Values.Count > 0 || !string.IsNullOrWhiteSpace(note);

    private bool IsDirty => email.Length + first.Length + last.Length > 0 || role is not null || HasExtras;

    private bool Loses => role is not null || HasExtras;

    private string? Carried => PrefilledPerson.Write(email, first, last);

    protected override async Task OnInitializedAsync()
    {
        (email, first, last) = PrefilledPerson.Read(Prefill);
        var usual = (await Settings.ReadAsync(Workspace.Actor, CancellationToken.None)).LifetimeDays;
        (lifetimes, days) = (LinkLifetime.Options(Clock.GetUtcNow(), usual), LinkLifetime.Text(usual));
        await traits.LoadAsync(Attributes, Workspace.Actor, CancellationToken.None);
        roles = await Access.RolesAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        cards = [.. roles.Select(r => new PickCard(r.Id.ToString(), r.Name, r.IsElevated ? $"{r.Description} Asks for confirmation." : r.Description, r.IsBuiltIn ? "built in" : null))];
        var root = await Access.RootAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        if (root is { HasChildren: false }) node = root;
    }

    private void Typed(ref string field, string value, string key)
    {
        field = value;
        errors.Forget(key);
    }

    private void PickRole(string? id)
    {
        role = roles.FirstOrDefault(r => r.Id.ToString() == id);
        errors.Forget("role_id");
    }

    private void PickNode(NodeChoice? chosen)
    {
        node = chosen;
        errors.Forget("node_id");
    }

    private void SetGroups(IReadOnlyList<GroupChoice> chosen)
    {
        groups = chosen;
        errors.Forget("group_ids");
    }

    private async Task SubmitAsync()
    {
        errors.Clear();
        if (Check() is { } incomplete)
        {
            errors.Show(incomplete);
            return;
        }

        var verb = "Send invite";
        if (!await ElevatedRole.ConfirmAsync(Dialogs, role, PersonName.Join(first.Trim(), last.Trim()), node!.Path, verb)) return;
        var invitation = new NewInvitation(email, first, last, RoleId: role!.Id, NodeId: node.Id, Groups: groups, Note: note, ExpiresInDays: LinkLifetime.Parse(days)) { NamesRequired = true, Traits = traits.Values };
        var result = await Invitations.InviteAsync(Workspace.Actor, Workspace.Active.EnvironmentId, invitation, CancellationToken.None);
        if (result.Error is { } refusal)
        {
            await traits.LoadAsync(Attributes, Workspace.Actor, CancellationToken.None);
            errors.Show(refusal);
            more |= traits.IsRefused || errors.For("group_ids") is not null || errors.For("note") is not null || errors.For("expires_in_days") is not null;
            await emailField!.CheckAsync();
            return;
        }

        Toasts.Show($"Invitation sent to {result.Value.Email}.");
        Dialogs.Close(result.Value);
    }

    /// <summary>What the service would not ask for, or only one after the other: here all of it is said at once.</summary>
    private Error? Check()
    {
        var found = new FieldErrors();
        if (!EmailAddress.TryParse(email, out _, out var problem)) found.Add(EmailKey, problem);
        var (given, family) = IdentityValidation.Names(first, last);
        IdentityValidation.AddNames(found, given, family);
        if (role is null) found.Add("role_id", AccessErrors.RoleMissing.Message);
        if (node is null) found.Add("node_id", AccessErrors.NodeMissing.Message);
        return found.Any ? found.ToError() : null;
    }
}
