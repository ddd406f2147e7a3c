using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>One person: who they are, what they may do and why, how they sign in, what happened.</summary>
public sealed partial class IdentityPage : IDisposable
{
    public const string OverviewTab = "overview";
    public const string GroupsTab = "groups";
    public const string AccessTab = "access";
    public const string SecurityTab = "security";
    public const string SessionsTab = "sessions";
    public const string ActivityTab = "activity";
    public const string AttributesTab = "attributes";

    private static readonly string[] Known = [OverviewTab, GroupsTab, AccessTab, SecurityTab, SessionsTab, ActivityTab, AttributesTab];
    private static readonly ChangeTopic[] Shown = [ChangeTopic.Identities, ChangeTopic.Groups, ChangeTopic.Access, ChangeTopic.Settings];

    private readonly CancellationTokenSource leaving = new();
    private LiveReload? live;
    private IdentityDetail? person;
    private IReadOnlyList<HeldRole> roles = [];
    private IReadOnlyList<PersonGroup> groups = [];
    private IReadOnlyList<AttributeField> fields = [];
    private Guid loaded;
    private bool gone;
    private bool failed;

    [Inject] private IdentityDetails Details { get; set; } = default!;
    [Inject] private VisibleRoles VisibleRoles { get; set; } = default!;
    [Inject] private GroupQueries GroupQueries { get; set; } = default!;
    [Inject] private AttributeQueries Attributes { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private ILogger<IdentityPage> Log { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter] public Guid Id { get; set; }

    [SupplyParameterFromQuery] public string? Tab { get; set; }

    private string Current => Known.Contains(Tab) ? Tab! : OverviewTab;

    private IReadOnlyList<TabItem> Tabs =>
    [
        new(OverviewTab, "Overview"),
        new(GroupsTab, "Groups", groups.Count),
        new(AccessTab, "Access", roles.Count),
        new(SecurityTab, "Security"),
        new(SessionsTab, "Sessions"),
        new(ActivityTab, "Activity"),
        new(AttributesTab, "Attributes", person?.Traits.Count),
    ];

    public void Dispose()
    {
        live?.Dispose();
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override void OnInitialized() => live = new LiveReload(Changes, Workspace.Actor.AccountId, Shown, InvokeAsync, LoadAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (loaded == Id) return;
        (loaded, person) = (Id, null);
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var (id, ct) = (Id, leaving.Token);
        try
        {
            var found = await Details.GetAsync(Workspace.Actor, id, ct);
            var held = found.Succeeded ? (await VisibleRoles.HeldByAsync(Workspace.Actor, [id], environmentId: null, ct))[id] : [];
            var memberOf = found.Succeeded ? await GroupQueries.OfPersonAsync(Workspace.Actor, id, ct) : [];
            var defined = found.Succeeded ? await Attributes.DefinitionsAsync(Workspace.Actor, ct) : [];
            if (id != Id) return;
            (person, roles, groups, fields) = (found.Succeeded ? found.Value : null, [.. held], memberOf, defined);
            (gone, failed) = (!found.Succeeded, false);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            Log.LogError(e, "Person {Id} could not be loaded", id);
            failed = true;
        }

        StateHasChanged();
    }

    private void Select(string? tab) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("tab", tab == OverviewTab ? null : tab));
}
