using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Features.Overview;

/// <param name="Pending">Open invitations of the active application.</param>
/// <param name="Expiring">Those of them whose link ends within two days.</param>
/// <param name="Approvals">Requests for access that wait for whoever looks.</param>
/// <param name="Activity">The newest entries of the audit; none for those who may not read it.</param>
public sealed record OverviewFigures(int People, int Groups, int WithRole, int Pending, int Expiring, MailAttention Mail, int Approvals, IReadOnlyList<AuditRow> Activity);

/// <param name="Waiting">Mails in the outbox while nobody has said how mail leaves.</param>
/// <param name="Failed">Mails given up within seven days.</param>
public sealed record MailAttention(MailMode Mode, int Waiting, int Failed);

/// <summary>Gathers what Overview shows about the active environment.</summary>
internal sealed class OverviewService(
    IdentityStatistics people, GroupQueries groups, AccessQueries access, InvitationQueries invitations, MailStatus mail, RequestQueue requests, AuditQueries audit)
{
    private const int RecentEntries = 6;

    public async Task<OverviewFigures> FiguresAsync(Actor actor, WorkspaceChoice active, CancellationToken ct)
    {
        var open = await invitations.OpenAsync(actor, active.EnvironmentId, null, 1, ct);
        return new OverviewFigures(
            await people.CountMembersAsync(actor.AccountId, active.ApplicationId, except: null, CappedCount.Limit, ct),
            await groups.CountAsync(actor, new GroupListQuery(), ct),
            await access.PeopleWithRoleAsync(actor.AccountId, active.EnvironmentId, except: null, CappedCount.Limit, ct),
            open.Succeeded ? open.Value.Total : 0,
            open.Succeeded ? open.Value.ExpiringSoon : 0,
            new MailAttention(mail.Mode, await mail.QueuedCountAsync(actor.AccountId, ct), await mail.FailedCountAsync(actor.AccountId, ct)),
            await requests.CountAsync(actor, ct),
            await audit.RecentAsync(actor, RecentEntries, ct));
    }
}
