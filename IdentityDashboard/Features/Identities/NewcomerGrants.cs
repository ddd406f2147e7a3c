using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Identities;

/// <summary>Roles and groups that new people come with: each is looked at once for a batch, however many rows name it.</summary>
internal sealed class NewcomerGrants
{
    private readonly Sight _managed;
    private readonly bool _takesRole;
    private IReadOnlySet<Guid> _seenNodes = new HashSet<Guid>();
    private IReadOnlyDictionary<(Guid Role, Guid Node), Error?> _roleRefusals = new Dictionary<(Guid, Guid), Error?>();
    private IReadOnlyDictionary<(Guid Role, Guid Node), RoleAtNode> _names = new Dictionary<(Guid, Guid), RoleAtNode>();
    private IReadOnlyDictionary<GroupChoice, Error?> _groupRefusals = new Dictionary<GroupChoice, Error?>();

    private NewcomerGrants(Sight managed, bool takesRole) => (_managed, _takesRole) = (managed, takesRole);

    /// <param name="managed">Where the actor may bring people in.</param>
    public static async Task<NewcomerGrants> LookUpAsync(
        DashboardDbContext db, GrantGuardBatch grants, GroupMembershipWriter groups, Actor actor, CreateScope scope, Sight managed, IReadOnlyCollection<NewIdentity> people, CancellationToken ct)
    {
        var found = new NewcomerGrants(managed, scope.EnvironmentId is not null);
        var pairs = people.Where(p => p is { RoleId: not null, NodeId: not null }).Select(p => (Role: p.RoleId!.Value, Node: p.NodeId!.Value)).Distinct().ToList();
        if (!managed.Everywhere) found._seenNodes = await SightService.SeenAsync(db, managed, [.. pairs.Select(p => p.Node).Distinct()], ct);
        if (scope.EnvironmentId is { } environment && pairs.Count > 0)
        {
            found._roleRefusals = await grants.CheckEachAsync(db, actor, environment, pairs, ct);
            found._names = await AccessQueries.NamesAsync(db, actor.AccountId, [.. pairs.Where(p => found._roleRefusals[p] is null)], ct);
        }

        found._groupRefusals = await groups.CheckEachAsync(db, actor, [.. people.SelectMany(p => p.Groups).Distinct()], ct);
        return found;
    }

    /// <summary>Why this person can't come with what they are to have, or the role they get, if any.</summary>
    public (Error? Refusal, RoleAtNode? Grant) Of(NewIdentity person)
    {
        if (!_managed.Everywhere)
        {
            if (person.RoleId is null || person.NodeId is null) return (AccessErrors.RoleNeeded, null);
            if (!_seenNodes.Contains(person.NodeId.Value)) return (AccessErrors.NodeGone, null);
        }

        RoleAtNode? grant = null;
        if (_takesRole && person is { RoleId: { } role, NodeId: { } node })
        {
            if (_roleRefusals[(role, node)] is { } refusal) return (refusal, null);
            grant = _names[(role, node)];
        }

        return (person.Groups.Select(g => _groupRefusals[g]).FirstOrDefault(e => e is not null), grant);
    }
}
