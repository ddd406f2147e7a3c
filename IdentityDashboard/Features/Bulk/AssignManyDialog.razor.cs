using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Bulk;

/// <summary>People x roles x nodes: says what it will come to, then does it or starts it.</summary>
public sealed partial class AssignManyDialog : IDisposable
{
    internal const string Title = "Assign people";

    /// <summary>Its name among what the bar offers; the job's kind is <see cref="BulkKind.Assign"/>.</summary>
    internal const string Kind = "assign_many";
    private const string PeopleField = "identity_ids";
    private const string RolesField = "role_ids";
    private const string NodesField = "node_ids";
    private const int Offered = 20;

    private readonly FormErrors errors = new(PeopleField, RolesField, NodesField, AccessErrors.FromField, AccessErrors.UntilField);
    private Debounce checking = default!;
    private IReadOnlyList<PersonChoice> people = [];
    private IReadOnlyList<RoleChoice> roles = [];
    private IReadOnlyList<NodeChoice> nodes = [];
    private IReadOnlyList<(RolePlace Place, string Reason)> refused = [];
    private BulkPreview? preview;
    private string? from;
    private string? until;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    /// <summary>Whom a list has selected; null asks for people here.</summary>
    [Parameter] public BulkSelection? Selection { get; set; }

    /// <summary>Chosen already, for who comes from the role's page.</summary>
    [Parameter] public Guid? RoleId { get; set; }

    /// <summary>Chosen already, for who comes from the node.</summary>
    [Parameter] public Guid? NodeId { get; set; }

    [Inject] private BulkService Service { get; set; } = default!;
    [Inject] private BulkPreviews Previews { get; set; } = default!;
    [Inject] private BulkQueries Queries { get; set; } = default!;
    [Inject] private AssignmentMatrix Matrix { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private IdentityQueries Identities { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;

    private Guid Environment => Workspace.Active.EnvironmentId;

    private bool IsDirty => people.Count > 0 || !string.IsNullOrEmpty(from) || !string.IsNullOrEmpty(until);

    private bool IsComplete => (Selection is not null || people.Count > 0) && roles.Count > 0 && nodes.Count > 0 && Problem() is null;

    private IReadOnlyList<RolePlace> Places => [.. roles.SelectMany(r => nodes.Select(n => new RolePlace(r.Id, r.Name, n.Id, n.Path)))];

    private BulkParameters Parameters => new() { Places = Places, From = UtcInput.Read(from).At, Until = UtcInput.Read(until).At };

    private BulkOrder Order => new(BulkKind.Assign, Parameters, Selection ?? new BulkSelection([.. people.Select(p => p.Id)]), Environment);

    private string SubmitText => preview is { More: false } known ? $"Assign {Quantity.Text(known.Assignments)}" : "Assign";

    internal static Task<BulkJobView?> ShowAsync(Dialogs dialogs, BulkSelection? selection, Guid? roleId, Guid? nodeId) =>
        dialogs.ShowAsync<AssignManyDialog, BulkJobView>(Title, new Dictionary<string, object?> { [nameof(Selection)] = selection, [nameof(RoleId)] = roleId, [nameof(NodeId)] = nodeId });

    public void Dispose() => checking.Dispose();

    protected override async Task OnInitializedAsync()
    {
        checking = new Debounce(Clock, TimeSpan.Zero);
        if (RoleId is { } role) roles = [.. (await Access.RolesAsync(Workspace.Actor, Environment, CancellationToken.None)).Where(r => r.Id == role)];
        if (NodeId is { } node && await Access.NodeAsync(Workspace.Actor, Environment, node, CancellationToken.None) is { } found && found.Id == node) nodes = [found];
        if (nodes.Count == 0 && await Access.TopsAsync(Workspace.Actor, Environment, CancellationToken.None) is [{ HasChildren: false } only]) nodes = [only];
        await CheckAsync();
    }

    private string Made(BulkPreview known)
    {
        var there = (known.WillChange * Places.Count) - known.Assignments;
        return $"{Quantity.Of(known.Assignments, "assignment")} will be made{(there > 0 ? $"; {Quantity.Text(there)} of their combinations {(there == 1 ? "is" : "are")} there already or left out" : "")}.";
    }

    private async Task<IReadOnlyList<PersonChoice>> PeopleAsync(string text, CancellationToken ct)
    {
        var query = new IdentityListQuery(Workspace.Active.ApplicationId, Environment, new IdentityFilter { Search = text.Length == 0 ? null : text }, Take: Offered);
        var found = await Identities.ListAsync(Workspace.Actor, query, ct);
        return found.Succeeded ? [.. found.Value.Items.Select(i => new PersonChoice(i.Id, i.Name, i.Email, i.State))] : [];
    }

    private async Task<IReadOnlyList<RoleChoice>> RolesAsync(string text, CancellationToken ct) =>
        [.. (await Access.RolesAsync(Workspace.Actor, Environment, ct)).Where(r => r.Name.Contains(text, StringComparison.OrdinalIgnoreCase))];

    private Task<IReadOnlyList<NodeChoice>> NodesAsync(string text, CancellationToken ct) => text.Length == 0
        ? Access.NodesAsync(Workspace.Actor, Environment, Offered, ct) : Access.SearchNodesAsync(Workspace.Actor, Environment, text, ct);

    private Task SetPeopleAsync(IReadOnlyList<PersonChoice> chosen)
    {
        people = chosen;
        return ChangedAsync(PeopleField);
    }

    private Task SetRolesAsync(IReadOnlyList<RoleChoice> chosen)
    {
        roles = chosen;
        return ChangedAsync(RolesField);
    }

    private Task SetNodesAsync(IReadOnlyList<NodeChoice> chosen)
    {
        nodes = chosen;
        return ChangedAsync(NodesField);
    }

    private Task SetTimeAsync(string? starts, string? ends)
    {
        (from, until) = (starts, ends);
        errors.Forget(AccessErrors.FromField);
        return ChangedAsync(AccessErrors.UntilField);
    }

    private Task ChangedAsync(string field)
    {
        errors.Forget(field);
        return CheckAsync();
    }

    /// <summary>Off the circuit, which SQLite would block; a later choice calls an earlier check off.</summary>
    private Task CheckAsync()
    {
        checking.Cancel();
        (preview, refused) = (null, []);
        if (!IsComplete) return Task.CompletedTask;
        var (order, actor) = (Order, Workspace.Actor);
        var grant = new MatrixGrant(Environment, order.Parameters.Places, order.Parameters.From, order.Parameters.Until);
        return checking.RunAsync(
            async ct =>
            {
                var found = await Task.Run(() => Previews.PreviewAsync(actor, order, ct), ct);
                var beyond = await Task.Run(() => Matrix.RefusedAsync(actor, grant, ct), ct);
                ct.ThrowIfCancellationRequested();
                refused = beyond;
                if (found.Error is { } refusal) errors.Show(refusal);
                else preview = found.Value;
            },
            atOnce: true);
    }

    private async Task SubmitAsync()
    {
        errors.Clear();
        if (Incomplete() is { } problem)
        {
            errors.Show(problem);
            return;
        }

        var who = preview is { More: false } known ? Quantity.Of(known.WillChange, "person", "people") : "everybody selected";
        foreach (var role in roles.Where(r => r.IsElevated))
        {
            if (!await ElevatedRole.ConfirmAsync(Dialogs, role, who, nodes.Count == 1 ? nodes[0].Path : Quantity.Of(nodes.Count, "node"), "Assign")) return;
        }

        var order = Order;
        var started = await Task.Run(() => Service.StartAsync(Workspace.Actor, order, CancellationToken.None));
        if (started.Error is { } refusal) errors.Show(refusal);
        else Dialogs.Close((await Queries.GetAsync(Workspace.Actor, started.Value.Id, CancellationToken.None)).Value);
    }

    private Error? Problem()
    {
        var found = new FieldErrors();
        found.Add(AccessErrors.FromField, UtcInput.Read(from).Problem);
        found.Add(AccessErrors.UntilField, UtcInput.Read(until).Problem);
        if (UtcInput.Read(until).At <= UtcInput.Read(from).At) found.Add(AccessErrors.UntilBeforeFrom);
        if (roles.Count * nodes.Count > AssignmentMatrix.MostPlaces) found.Add(BulkErrors.TooManyPlaces);
        return found.Any ? found.ToError() : null;
    }

    private Error? Incomplete()
    {
        var found = new FieldErrors();
        found.Add(Problem());
        if (Selection is null && people.Count == 0) found.Add(PeopleField, "Choose at least one person.");
        if (roles.Count == 0) found.Add(RolesField, "Choose at least one role.");
        if (nodes.Count == 0) found.Add(NodesField, "Choose at least one node.");
        return found.Any ? found.ToError() : null;
    }
}
