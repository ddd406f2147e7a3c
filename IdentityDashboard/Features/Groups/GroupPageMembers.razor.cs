using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Groups;

/// <summary>Who is in a group, a page at a time, and the field that adds more.</summary>
public sealed partial class GroupPageMembers : IDisposable
{
    private const int PageSize = 50;
    private const int Offered = 20;

    private readonly CancellationTokenSource leaving = new();
    private Page<MemberRow>? members;
    private List<PersonChoice> chosen = [];
    private (Guid Group, string? Search, string? At, int Version) shown;
    private string? problem;
    private bool failed;
    private bool busy;
    private DateTimeOffset now;

    [Inject] private GroupQueries Queries { get; set; } = default!;
    [Inject] private GroupService Service { get; set; } = default!;
    [Inject] private GroupLosses Losses { get; set; } = default!;
    [Inject] private Dialogs Dialogs { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private IPeopleDirectory People { get; set; } = default!;
    [Inject] private ToastService Toasts { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private ILogger<GroupPageMembers> Log { get; set; } = default!;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [Parameter, EditorRequired] public required GroupDetail Group { get; set; }

    /// <summary>Counts up when something changed and the members are to be read again.</summary>
    [Parameter] public int Version { get; set; }
    [Parameter] public EventCallback OnChanged { get; set; }

    [SupplyParameterFromQuery] public string? Search { get; set; }

    /// <summary>Cursor of the page; null for the first.</summary>
    [SupplyParameterFromQuery] public string? At { get; set; }

    /// <summary>Number of its first row, counted from 1.</summary>
    [SupplyParameterFromQuery] public int? From { get; set; }

    private int FirstRow => string.IsNullOrEmpty(At) ? 1 : Math.Max(1, From ?? 1);

    public void Dispose()
    {
        leaving.Cancel();
        leaving.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var wanted = (Group.Id, Search, At, Version);
        if (members is not null && shown == wanted) return;
        shown = wanted;
        await LoadAsync();
    }

    private (StatusKind Kind, string Text) StateOf(MemberRow member) => member.Person.State switch
    {
        _ when member.Window.HasEnded(now) => (StatusKind.Off, "Ended"),
        _ when member.Window.IsUpcoming(now) => (StatusKind.Wait, "Upcoming"),
        PrincipalState.Active => (StatusKind.Ok, "Active"),
        PrincipalState.Suspended => (StatusKind.Warn, "Suspended"),
        _ => (StatusKind.Off, "Deactivated"),
    };

    private async Task LoadAsync()
    {
        var wanted = shown;
        now = Clock.GetUtcNow();
        try
        {
            var found = await Queries.MembersAsync(Workspace.Actor, Group.Id, Search, At, PageSize, leaving.Token);
            if (wanted != shown) return;
            (members, failed) = (found, false);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            Log.LogError(e, "The members of group {Id} could not be loaded", Group.Id);
            failed = true;
        }

        // Everybody on this page has left meanwhile.
        if (members is { Items.Count: 0 } && !string.IsNullOrEmpty(At) && !failed) Turn(null, 1);
    }

    private void SearchFor(string? text) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["search"] = string.IsNullOrWhiteSpace(text) ? null : text.Trim(), ["at"] = null, ["from"] = null }), replace: true);

    private void Turn(string? at, int firstRow) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["at"] = firstRow <= 1 ? null : at, ["from"] = firstRow <= 1 ? null : (int?)firstRow }));

    private Task<IReadOnlyList<PersonChoice>> FindAsync(string text, CancellationToken ct) => People.SearchAsync(Workspace.Actor, text, Offered, ct);

    private void Choose(IReadOnlyList<PersonChoice> people) => (chosen, problem) = ([.. people], null);

    /// <summary>Who has a pasted address is chosen; the other addresses are named.</summary>
    private async Task PasteAsync(string text)
    {
        var unknown = new List<string>();
        var found = new List<PersonChoice>(chosen);
        foreach (var chip in AddressParser.Parse(text))
        {
            var matches = await People.SearchAsync(Workspace.Actor, chip.Address, Offered, leaving.Token);
            var person = matches.FirstOrDefault(p => string.Equals(p.Email, chip.Address, StringComparison.OrdinalIgnoreCase));
            if (person is null) unknown.Add(chip.Address);
            else if (found.TrueForAll(p => p.Id != person.Id)) found.Add(person);
        }

        chosen = found;
        problem = unknown.Count == 0 ? null : $"Not in this account: {string.Join(", ", unknown.Take(5))}{(unknown.Count > 5 ? $" and {unknown.Count - 5} more" : "")}. Invite them first.";
        StateHasChanged();
    }
}
