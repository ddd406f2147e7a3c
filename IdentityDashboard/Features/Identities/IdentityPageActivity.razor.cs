using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Identities;

/// <summary>What was done to a person and what they did (S104); read again with each change of the page.</summary>
public sealed partial class IdentityPageActivity
{
    private const int Most = 50;

    private IReadOnlyList<AuditRow>? rows;
    private IdentityDetail? shown;
    private bool failed;

    [Inject] private AuditQueries Audit { get; set; } = default!;
    [Inject] private ILogger<IdentityPageActivity> Log { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required IdentityDetail Person { get; set; }

    private string Empty => Workspace.View.IsOwner || Workspace.View.Can(Access.Permissions.AuditRead)
        ? "Nothing has happened yet." : "Reading the audit takes a right you don’t have here.";

    protected override async Task OnParametersSetAsync()
    {
        if (ReferenceEquals(shown, Person)) return;
        shown = Person;
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            rows = await Audit.ForTargetAsync(Workspace.Actor, Person.Id, Most, CancellationToken.None);
            failed = false;
        }
        catch (Exception e)
        {
            Log.LogError(e, "The activity of {Id} could not be loaded", Person.Id);
            failed = true;
        }
    }
}
