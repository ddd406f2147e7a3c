using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Overview;

/// <param name="Pending">Open invitations of the active application.</param>
/// <param name="Expiring">Those of them whose link ends within two days.</param>
public sealed record OverviewFigures(int People, int Groups, int WithRole, int Pending, int Expiring);

/// <summary>Gathers what Overview shows about the active environment.</summary>
internal sealed class OverviewService(IdentityStatistics people, GroupQueries groups, AccessQueries access, InvitationQueries invitations)
{
    public async Task<OverviewFigures> FiguresAsync(Actor actor, WorkspaceChoice active, CancellationToken ct)
    {
        var open = await invitations.OpenAsync(actor, active.EnvironmentId, null, 1, ct);
        return new OverviewFigures(
            await people.CountMembersAsync(actor.AccountId, active.ApplicationId, except: null, ct),
            await groups.CountAsync(actor, null, ct),
            await access.PeopleWithRoleAsync(actor.AccountId, active.EnvironmentId, except: null, ct),
            open.Succeeded ? open.Value.Total : 0,
            open.Succeeded ? open.Value.ExpiringSoon : 0);
    }
}
