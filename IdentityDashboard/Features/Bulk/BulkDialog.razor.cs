using System.Globalization;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Bulk;

/// <summary>Asks for what a change needs, says what it will come to, and does it or starts it.</summary>
public sealed partial class BulkDialog : IDisposable
{
    private readonly FormErrors errors = new("group_ids", "role_id", "node_id", "until");
    private CancellationTokenSource checking = new();
    private IReadOnlyList<GroupChoice> groups = [];
    private IReadOnlyList<RoleChoice> roles = [];
    private IReadOnlyList<SelectOption> options = [];
    private RoleChoice? role;
    private NodeChoice? node;
    private string? until;
    private BulkPreview? preview;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }
    [Parameter, EditorRequired] public required BulkOrder Order { get; set; }

    [Inject] private BulkService Service { get; set; } = default!;
    [Inject] private BulkPreviews Previews { get; set; } = default!;
    [Inject] private BulkQueries Queries { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;

    private bool NeedsGroups => Order.Kind is BulkKind.AddToGroups or BulkKind.RemoveFromGroups;

    private bool NeedsRole => Order.Kind == BulkKind.Assign;

    private bool IsComplete => NeedsGroups ? groups.Count > 0 : !NeedsRole || (role is not null && node is not null);

    private DateTimeOffset? Until => DateTime.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? new DateTimeOffset(day, TimeSpan.Zero) : null;

    private BulkParameters Parameters => new() { Groups = groups, RoleId = role?.Id, RoleName = role?.Name, NodeId = node?.Id, NodePath = node?.Path, Until = Until };

    /// <summary>Nothing to do for anybody: there is only Close.</summary>
    private bool MayGoOn => preview is not { WillChange: 0, More: false };

    private string Description => Order.Kind switch
    {
        BulkKind.Suspend => "A hold: they can’t sign in until somebody activates them again.",
        BulkKind.Delete => "They can’t sign in any more and leave all lists.",
        BulkKind.Assign => "One role at one node, for everybody selected.",
        _ => "For everybody selected.",
    };

    /// <summary>The verb and the number (U69).</summary>
    private string SubmitText => preview switch
    {
        null => BulkWords.Verb(Order.Kind),
        { More: true } => $"{BulkWords.Verb(Order.Kind)} all",
        var known => $"{BulkWords.Verb(Order.Kind)} {Quantity.Text(known.WillChange)}",
    };

    private IEnumerable<string> Consequences =>
        [.. BulkWords.Consequences(Order.Kind), .. preview is { More: true } or { Total: > BulkService.AtOnce } ? ["It runs in the background; you can follow it, cancel it and leave this page"] : Array.Empty<string>()];

    public void Dispose()
    {
        checking.Cancel();
        checking.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        if (NeedsRole)
        {
            var known = await Access.RolesAsync(Workspace.Actor, Order.EnvironmentId!.Value, CancellationToken.None);
            // Where there is one node only, there is nothing to choose. What was chosen meanwhile stays.
            var only = await Access.RootAsync(Workspace.Actor, Order.EnvironmentId.Value, CancellationToken.None) is { Below: 0 } root ? root : null;
            (roles, options, node) = (known, [.. known.Select(r => new SelectOption(r.Id.ToString(), r.Name))], node ?? only);
        }

        await CheckAsync();
    }

    private Task SetGroupsAsync(IReadOnlyList<GroupChoice> chosen)
    {
        groups = chosen;
        errors.Forget("group_ids");
        return CheckAsync();
    }

    private Task PickRoleAsync(string? id)
    {
        role = roles.FirstOrDefault(r => r.Id.ToString() == id);
        errors.Forget("role_id");
        return CheckAsync();
    }

    private Task PickNodeAsync(NodeChoice? chosen)
    {
        node = chosen;
        errors.Forget("node_id");
        return CheckAsync();
    }

    private Task PickEndAsync(string? day)
    {
        until = day;
        errors.Forget("until");
        return CheckAsync();
    }

    /// <summary>Off the circuit, which SQLite would block; a later choice calls an earlier check off.</summary>
    private async Task CheckAsync()
    {
        await checking.CancelAsync();
        checking.Dispose();
        var mine = checking = new CancellationTokenSource();
        preview = null;
        if (!IsComplete) return;
        var order = Order with { Parameters = Parameters };
        try
        {
            var found = await Task.Run(() => Previews.PreviewAsync(Workspace.Actor, order, mine.Token), mine.Token);
            if (mine != checking) return;
            if (found.Error is { } refusal) errors.Show(refusal);
            else preview = found.Value;
        }
        catch (OperationCanceledException) when (mine != checking)
        {
            // Something else was chosen meanwhile.
        }
    }

    private async Task SubmitAsync()
    {
        errors.Clear();
        if (Incomplete() is { } problem)
        {
            errors.Show(problem);
            return;
        }

        if (NeedsRole && !await ElevatedRole.ConfirmAsync(Dialogs, role, preview is { More: false } known ? Quantity.Of(known.WillChange, "person", "people") : "everybody selected", node!.Path, "Assign")) return;
        var order = Order with { Parameters = Parameters };
        var started = await Task.Run(() => Service.StartAsync(Workspace.Actor, order, CancellationToken.None));
        if (started.Error is { } refusal)
        {
            errors.Show(refusal);
            return;
        }

        Dialogs.Close((await Queries.GetAsync(Workspace.Actor, started.Value.Id, CancellationToken.None)).Value);
    }

    private Error? Incomplete()
    {
        var found = new FieldErrors();
        if (NeedsGroups && groups.Count == 0) found.Add("group_ids", BulkErrors.NoGroup.Message);
        if (NeedsRole && role is null) found.Add("role_id", AccessErrors.RoleMissing.Message);
        if (NeedsRole && node is null) found.Add("node_id", AccessErrors.NodeMissing.Message);
        if (NeedsRole && !string.IsNullOrEmpty(until) && Until is null) found.Add("until", "Enter a day like 2027-03-31.");
        return found.Any ? found.ToError() : null;
    }
}
