using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Invitations;

/// <summary>One person with a role, at the root unless changed; the name in one line.</summary>
public sealed partial class InviteUserDialog
{
    private const string EmailKey = "email";
    private const string NameKey = "full_name";
    private const string PhoneKey = "phone";

    private readonly FormErrors errors = new(EmailKey, NameKey, PhoneKey, "role_id", "node_id");
    private readonly AttributeInput traits;
    private IReadOnlyList<RoleChoice> roles = [];
    private IReadOnlyList<SelectOption> options = [];
    private InviteEmailField? emailField;
    private RoleChoice? role;
    private NodeChoice? node;
    private NodeChoice? root;
    private string email = "";
    private string fullName = "";
    private string phone = "";
    private Task loading = Task.CompletedTask;

    public InviteUserDialog() => traits = new AttributeInput(errors);

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter] public string? Prefill { get; set; }

    [Inject] private InvitationService Invitations { get; set; } = default!;
    [Inject] private AttributeQueries Attributes { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;

    private bool IsDirty => email.Length + fullName.Length + phone.Length + traits.Values.Count > 0;

    private bool Loses => phone.Length + traits.Values.Count > 0 || role?.Name != BuiltInRoles.Grantee || node?.Id != root?.Id;

    private string? Carried => PrefilledPerson.Write(email, fullName, "");

    protected override Task OnInitializedAsync()
    {
        var (address, first, last) = PrefilledPerson.Read(Prefill);
        (email, fullName) = (address, PersonName.Join(first, last));
        return loading = LoadAsync();
    }

    private async Task LoadAsync()
    {
        await traits.LoadAsync(Attributes, Workspace.Actor, CancellationToken.None);
        root = await Access.RootAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        // What was chosen meanwhile stays.
        node ??= root;
        var found = await Access.RolesAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        roles = [.. found.OrderByDescending(r => r.IsBuiltIn)];
        options = [.. roles.Select(r => new SelectOption(r.Id.ToString(), r.Name))];
        role ??= roles.FirstOrDefault(r => r is { IsBuiltIn: true, Name: BuiltInRoles.Grantee });
    }

    private void Typed(ref string field, string? value, string key)
    {
        field = value ?? "";
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

    private async Task SubmitAsync()
    {
        errors.Clear();
        // Who types faster than the roles come hasn't left one out.
        await loading;
        if (Check() is { } incomplete)
        {
            errors.Show(incomplete);
            return;
        }

        if (!await ElevatedRole.ConfirmAsync(Dialogs, role, PersonName.Clean(fullName), node!.Path, "Invite")) return;
        var (first, last) = PersonName.Split(fullName);
        var invitation = new NewInvitation(email, first, last, phone, role!.Id, node.Id) { Traits = traits.Values };
        var result = await Invitations.InviteAsync(Workspace.Actor, Workspace.Active.EnvironmentId, invitation, CancellationToken.None);
        if (result.Error is { } refusal)
        {
            await traits.LoadAsync(Attributes, Workspace.Actor, CancellationToken.None);
            errors.Show(refusal);
            await emailField!.CheckAsync();
            return;
        }

        Toasts.Show($"Invitation sent to {result.Value.Email}.");
        Dialogs.Close(result.Value);
    }

    private Error? Check()
    {
        var found = new FieldErrors();
        if (!EmailAddress.TryParse(email, out _, out var problem)) found.Add(EmailKey, problem);
        if (role is null) found.Add("role_id", AccessErrors.RoleMissing.Message);
        if (node is null) found.Add("node_id", AccessErrors.NodeMissing.Message);
        var (first, last) = PersonName.Split(fullName);
        found.Add(NameKey, first.Length == 0 ? "Enter the full name." : PersonName.Problem(first, "A first name") ?? PersonName.Problem(last, "A last name"));
        IdentityValidation.Phone(phone, found);
        return found.Any ? found.ToError() : null;
    }
}
