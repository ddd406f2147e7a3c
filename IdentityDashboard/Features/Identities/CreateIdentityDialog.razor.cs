using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>What the Create Identity dialog answers: more than one with "Create another".</summary>
public sealed record CreatedPeople(IReadOnlyList<CreatedIdentity> People);

/// <summary>Writes one person at once, without mail; in an environment with a first role, or into the directory alone.</summary>
public sealed partial class CreateIdentityDialog
{
    private const string FirstKey = "first_name";
    private const string LastKey = "last_name";
    private const string PasswordKey = "password";
    private const string RoleKey = "role_id";
    private const string NodeKey = "node_id";
    private const string GroupsKey = "group_ids";
    private const string ApplicationKey = "application_id";
    private const string EndsKey = LifecycleErrors.AtField;

    private readonly FormErrors errors = new("email", FirstKey, LastKey, PasswordKey, RoleKey, NodeKey, GroupsKey, ApplicationKey, EndsKey);
    private readonly AttributeInput traits;
    private readonly List<CreatedIdentity> created = [];
    private IReadOnlyList<RoleChoice> roles = [];
    private IReadOnlyList<SelectOption> roleOptions = [];
    private IReadOnlyList<SelectOption> applications = [];
    private IReadOnlyList<GroupChoice> groups = [];
    private RoleChoice? role;
    private NodeChoice? node;
    private PersonChoice? holder;
    private HandOver? handOver;
    private PasswordPolicy policy = PasswordPolicy.Default;
    private bool free;
    private bool verified;
    private bool mustChange = true;
    private bool another;
    private string email = "";
    private string first = "";
    private string last = "";
    private string password = "";
    private string application = "";
    private string ends = "";
    private LocalZone zone = LocalZone.Utc;

    public CreateIdentityDialog() => traits = new AttributeInput(errors);

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>From the Tenant page: no role and no environment (S25 to S27).</summary>
    [Parameter] public bool Directory { get; set; }
    [Parameter] public string? Prefill { get; set; }

    [Inject] private IdentityService Identities { get; set; } = default!;
    [Inject] private IdentityQueries People { get; set; } = default!;
    [Inject] private AttributeQueries Attributes { get; set; } = default!;
    [Inject] private PasswordPolicies Policies { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private UiScript Script { get; set; } = default!;

    /// <summary>Who manages a part of the environment brings people in with a role there, and hears of nobody elsewhere.</summary>
    private bool SeesAll => Directory || Workspace.View.Can(Permissions.IdentityManage);

    private string Description => Directory
        ? "Written into the directory at once, no mail is sent."
        : "Written at once, no mail is sent. For migrations, service accounts and people who can’t wait.";

    private string SubmitText => handOver is null ? "Create Identity" : another ? "Create another" : "Done";

    private CreatedPeople? Answer => created.Count == 0 ? null : new CreatedPeople([.. created]);

    private bool IsDirty => handOver is null && (email.Length + first.Length + last.Length + password.Length + ends.Length + traits.Values.Count > 0 || (created.Count == 0 && HasChoices));

    private bool HasChoices => role is not null || node is not null || groups.Count > 0 || application.Length > 0;

    private bool Loses => password.Length + ends.Length + traits.Values.Count > 0 || HasChoices;

    private string? Carried => PrefilledPerson.Write(email, first, last);

    private string? Taken => holder is null ? null : IdentityErrors.EmailExists.Message;

    private IReadOnlyList<PasswordRuleView> Rules => password.Length == 0 ? []
        : [.. policy.Check(password, email, first, last).Select(r => new PasswordRuleView(r.Text, r.Met))];

    protected override async Task OnInitializedAsync()
    {
        (email, first, last) = PrefilledPerson.Read(Prefill);
        policy = await Policies.OfAsync(Workspace.Actor.AccountId, CancellationToken.None);
        if (email.Length > 0) await LookUpAsync();
        zone = await Script.ZoneAsync();
        await traits.LoadAsync(Attributes, Workspace.Actor, CancellationToken.None);
        applications = [.. Workspace.View.Choices.DistinctBy(c => c.ApplicationId).Select(c => new SelectOption(c.ApplicationId.ToString(), c.ApplicationName))];
        if (Directory) return;
        roles = await Access.RolesAsync(Workspace.Actor, Workspace.Active.EnvironmentId, CancellationToken.None);
        roleOptions = [.. roles.Select(r => new SelectOption(r.Id.ToString(), r.Name))];
    }

    private void Typed(ref string field, string? value, string key)
    {
        field = value ?? "";
        errors.Forget(key);
    }

    private void ChangeEmail(string? value)
    {
        Typed(ref email, value, "email");
        (free, holder) = (false, null);
    }

    private async Task LookUpAsync()
    {
        if (!EmailAddress.TryParse(email, out var address, out _)) return;
        var typed = email;
        var found = await People.FindByEmailAsync(Workspace.Actor, address.Normalized, CancellationToken.None);
        if (typed == email) (holder, free) = (found, found is null && SeesAll);
    }

    private void PickRole(string? id)
    {
        role = roles.FirstOrDefault(r => r.Id.ToString() == id);
        errors.Forget(RoleKey);
        if (role is null) errors.Forget(NodeKey);
    }

    private void PickNode(NodeChoice? chosen)
    {
        node = chosen;
        errors.Forget(NodeKey);
        if (node is null) errors.Forget(RoleKey);
    }

    private void SetGroups(IReadOnlyList<GroupChoice> chosen)
    {
        groups = chosen;
        errors.Forget(GroupsKey);
    }

    private void Generate() => Typed(ref password, policy.Generate(), PasswordKey);

    private async Task SubmitAsync()
    {
        errors.Clear();
        if (handOver is not null)
        {
            await GoOnAsync();
            return;
        }

        var (end, problem) = zone.Read(ends);
        if (problem is not null)
        {
            errors.Show(Error.Field("validation_failed", 422, EndsKey, problem));
            return;
        }

        if (node is not null && !await ElevatedRole.ConfirmAsync(Dialogs, role, PersonName.Join(first.Trim(), last.Trim()), node.Path, "Create Identity")) return;
        var scope = Directory
            ? CreateScope.Directory(Guid.TryParse(application, out var chosen) ? chosen : null)
            : new CreateScope(Workspace.Active.ApplicationId, Workspace.Active.EnvironmentId);
        var typed = new NewIdentity(email, first, last)
        {
            Password = password.Length == 0 ? null : password, EmailVerified = verified, MustChangePassword = mustChange && password.Length > 0,
            RoleId = role?.Id, NodeId = node?.Id, Groups = groups, Traits = traits.Values, Ends = end,
        };
        var result = await Identities.CreateAsync(Workspace.Actor, scope, typed, CancellationToken.None);
        if (result.Error is { } refusal)
        {
            await traits.LoadAsync(Attributes, Workspace.Actor, CancellationToken.None);
            errors.Show(refusal);
            await LookUpAsync();
            return;
        }

        await FinishAsync(result.Value, typed);
    }

    private async Task FinishAsync(CreatedIdentity person, NewIdentity typed)
    {
        created.Add(person);
        if (typed.Password is not null)
        {
            handOver = new HandOver(person, typed.Password, typed.MustChangePassword);
            return;
        }

        Toasts.Show($"{person.FullName} is created.{InvitationEnded(person)}");
        await GoOnAsync();
    }

    private static string InvitationEnded(CreatedIdentity person) => person.RevokedInvitation ? " Their pending invitation no longer works." : "";

    /// <summary>Closes, or begins the next one with the same role, node and groups (U50).</summary>
    private async Task GoOnAsync()
    {
        if (!another)
        {
            Dialogs.Close(Answer);
            return;
        }

        handOver = null;
        (email, first, last, password, ends, verified, mustChange, free, holder) = ("", "", "", "", "", false, true, false, null);
        traits.Clear();
        errors.Clear();
        StateHasChanged();
        await Script.FocusAsync("#email");
    }

    /// <summary>Kept only while the card that shows it is open.</summary>
    private sealed record HandOver(CreatedIdentity Person, string Password, bool MustChange);
}
