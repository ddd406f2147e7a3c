using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;

namespace IdentityDashboard.Features.Directory;

/// <summary>Says in words what the ids in a filter stand for: names, for the chips.</summary>
internal sealed class FilterNames(GroupQueries groups, AccessQueries access)
{
    /// <returns>For each filter by id its name, or null for what isn't there any more or never was the account's (A37).</returns>
    public async Task<IReadOnlyDictionary<DirectoryFilter, string?>> ReadAsync(DirectoryScope scope, DirectoryFilters filters, CancellationToken ct)
    {
        var names = new Dictionary<DirectoryFilter, string?>();
        foreach (var filter in filters.Items)
        {
            switch (filter.Key)
            {
                case FilterKinds.Group:
                    names[filter] = await groups.GetAsync(scope.Actor, filter.Id, ct) is { Succeeded: true } group ? group.Value.Name : null;
                    break;
                case FilterKinds.Role:
                    names[filter] = (await RolesAsync(scope, ct)).FirstOrDefault(r => r.Id == filter.Id).Name;
                    break;
                case FilterKinds.Node:
                    names[filter] = await access.NodePathAsync(scope.Actor, filter.Id, ct);
                    break;
            }
        }

        return names;
    }

    /// <summary>The roles to choose from; on the Tenant page those of all environments, each with its place.</summary>
    public async Task<IReadOnlyList<(Guid Id, string Name)>> RolesAsync(DirectoryScope scope, CancellationToken ct)
    {
        if (scope.EnvironmentId is { } environment) return [.. (await access.RolesAsync(scope.Actor, environment, ct)).Select(r => (r.Id, r.Name))];
        var all = new List<(Guid, string)>();
        foreach (var choice in scope.Workspace.View.Choices)
        {
            var roles = await access.RolesAsync(scope.Actor, choice.EnvironmentId, ct);
            all.AddRange(roles.Select(r => (r.Id, $"{r.Name} · {choice.ApplicationName} / {choice.EnvironmentName}")));
        }

        return all;
    }
}
