using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Invitations;

/// <summary>What a batch of invitations promises: each role at a node and each choice of groups is looked at once, however many rows have it.</summary>
internal sealed class InvitationPromises(GrantGuard grants, AccessQueries names, GroupMembershipWriter groups, DashboardDbContext db, Actor actor, Guid environmentId, Sight managed)
{
    private readonly Dictionary<(Guid? Role, Guid? Node), (Error? Refusal, RoleAtNode? Grant)> _roles = [];
    private readonly Dictionary<string, Error?> _groups = new(StringComparer.Ordinal);
    private (bool Known, string? Address) _inviter;

    /// <summary>Why the actor can't promise this, or the role they promise, if any.</summary>
    public async Task<(Error? Refusal, RoleAtNode? Grant)> CheckAsync(NewInvitation typed, CancellationToken ct)
    {
        var at = (typed.RoleId, typed.NodeId);
        if (!_roles.TryGetValue(at, out var role)) _roles[at] = role = await RoleAsync(typed.RoleId, typed.NodeId, ct);
        if (role.Refusal is not null || typed.Groups is not { Count: > 0 } chosen) return role;
        var key = string.Join('\n', chosen.Select(g => $"{g.Id} {g.Name}"));
        if (!_groups.TryGetValue(key, out var refusal)) _groups[key] = refusal = await groups.CheckAsync(db, actor, chosen, ct);
        return (refusal, role.Grant);
    }

    /// <summary>The address of who invites; null for a program.</summary>
    public async Task<string?> InviterAddressAsync(CancellationToken ct)
    {
        if (!_inviter.Known) _inviter = (true, await db.Identities.Where(i => i.Id == actor.Id).Select(i => i.Email).FirstOrDefaultAsync(ct));
        return _inviter.Address;
    }

    private async Task<(Error? Refusal, RoleAtNode? Grant)> RoleAsync(Guid? roleId, Guid? nodeId, CancellationToken ct)
    {
        if (await SightService.NewcomerRefusalAsync(db, managed, roleId, nodeId, ct) is { } beyond) return (beyond, null);
        if (roleId is not { } role || nodeId is not { } node) return (null, null);
        return await grants.CheckRoleAsync(db, actor, environmentId, role, node, ct) is { } refusal ? (refusal, null) : (null, await names.NameAsync(db, actor.AccountId, role, node, ct));
    }
}
