using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Explain;
using IdentityDashboard.Platform;
using IdentityDashboard.Ui;
using Microsoft.AspNetCore.Components;

namespace IdentityDashboard.Features.Roles;

/// <summary>"Who can ...?" for a permission at a node; question and place stand in the address.</summary>
public sealed partial class WhoCanPage : IDisposable
{
    private const int PageSize = 50;

    private ListLoader<Answer> list = default!;
    private LiveReload? live;
    private IReadOnlyList<PermissionChoice> catalogue = [];
    private IReadOnlyList<SelectOption> options = [];
    private NodeChoice? place;
    private (Guid Environment, string? Permission, Guid? Node, string? After) asked;

    [CascadingParameter] public required WorkspaceContext Workspace { get; set; }

    [SupplyParameterFromQuery] public string? Permission { get; set; }
    [SupplyParameterFromQuery] public Guid? Node { get; set; }
    [SupplyParameterFromQuery] public string? After { get; set; }

    [Inject] private WhoCanQueries Queries { get; set; } = default!;
    [Inject] private AccessQueries Access { get; set; } = default!;
    [Inject] private ChangeFeed Changes { get; set; } = default!;
    [Inject] private NavigationManager Navigation { get; set; } = default!;
    [Inject] private TimeProvider Clock { get; set; } = default!;
    [Inject] private ILogger<WhoCanPage> Log { get; set; } = default!;

    private string? About => catalogue.FirstOrDefault(p => p.Key == Permission)?.Description;

    public void Dispose()
    {
        live?.Dispose();
        list.Dispose();
    }

    protected override void OnInitialized()
    {
        list = new(Clock, Log, StateHasChanged);
        live = new LiveReload(Changes, Workspace.Actor.AccountId, [ChangeTopic.Access, ChangeTopic.Groups, ChangeTopic.Identities], InvokeAsync, () => LoadAsync(quiet: true));
    }

    protected override async Task OnParametersSetAsync()
    {
        var (actor, environment) = (Workspace.Actor, Workspace.Active.EnvironmentId);
        if (asked == (environment, Permission, Node, After)) return;
        var moved = asked.Environment != environment;
        var seen = asked = (environment, Permission, Node, After);
        if (moved)
        {
            catalogue = await Access.PermissionsAsync(actor, environment, CancellationToken.None);
            options = [.. catalogue.Select(p => p.Option)];
        }

        var found = await Access.NodeAsync(actor, environment, Node, CancellationToken.None);
        if (seen != asked) return;
        place = found;
        await LoadAsync();
    }

    private static string PeopleText(CappedCount people) =>
        people.Value == 0 ? "Nobody is in these groups yet" : people.More ? $"{people} people can" : Quantity.Of(people.Value, "person can", "people can");

    private static string UrlFor(string? permission, Guid? node, string? after) =>
        $"/access/who-can?permission={Uri.EscapeDataString(permission ?? "")}{(node is null ? "" : $"&node={node}")}{(after is null ? "" : $"&after={after}")}";

    private void Go(string? permission, Guid? node) => Navigation.NavigateTo(UrlFor(permission, node, null));

    private void ChooseNode(NodeChoice? chosen) => Go(Permission, chosen?.Id);

    private Task LoadAsync() => LoadAsync(quiet: false);

    private Task LoadAsync(bool quiet)
    {
        if (string.IsNullOrEmpty(Permission) || place is null) return Task.CompletedTask;
        var (actor, environment, permission, node, after) = (Workspace.Actor, Workspace.Active.EnvironmentId, Permission, place.Id, After);
        return list.RunAsync(async ct =>
        {
            var people = await Queries.PeopleAsync(actor, environment, permission, node, after, PageSize, ct);
            if (people.Error is { } refusal) return new Answer(Page<PersonWhoCan>.Empty, [], default, refusal.Message);
            var groups = after is null ? await Queries.GroupsAsync(actor, environment, permission, node, ct) : [];
            return new Answer(people.Value, groups, await Queries.CountAsync(actor, environment, permission, node, ct), null);
        }, quiet);
    }

    private sealed record Answer(Page<PersonWhoCan> People, IReadOnlyList<GroupWhoCan> Groups, CappedCount Count, string? Refusal);
}
