using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>A person in an application.</summary>
/// <param name="Direct">Roles given to them in its environments that haven't ended.</param>
/// <param name="Grouped">Roles they have there through groups.</param>
public sealed record MembershipRow(Guid ApplicationId, string Application, MembershipState State, DateTimeOffset Since, int Direct, int Grouped)
{
    /// <summary>When they stop being let in; null for without an end.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <param name="Others">Applications the person could be added to by whoever asks.</param>
public sealed record MembershipList(IReadOnlyList<MembershipRow> Rows, IReadOnlyList<(Guid Id, string Name)> Others, bool MayManage);

/// <summary>The applications of a person, for their page. Who asks has been let see the person.</summary>
internal sealed class AppMembershipQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, IdentityDetails people, TimeProvider clock)
{
    private static readonly MembershipList None = new([], [], MayManage: false);

    public async Task<MembershipList> OfAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        if (await people.GetAsync(actor, identityId, ct) is not { Succeeded: true, Value: var person }) return None;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var owner = await access.IsOwnerAsync(db, actor, ct);
        var now = clock.GetUtcNow();
        var found = await (from m in db.AppMemberships
                           where m.IdentityId == identityId && m.AccountId == actor.AccountId
                           join a in db.Applications on m.ApplicationId equals a.Id
                           orderby a.Name
                           select new { m.ApplicationId, a.Name, m.State, m.CreatedAt, m.ExpiresAt }).ToListAsync(ct);
        var rows = new List<MembershipRow>(found.Count);
        foreach (var m in found)
        {
            var direct = await AppMembershipService.Open(db, identityId, m.ApplicationId, now).CountAsync(ct);
            var grouped = await (from groupId in Memberships.Open(db, now).Where(g => g.IdentityId == identityId).Select(g => g.GroupId).Distinct()
                                 join a in db.Assignments on groupId equals a.GroupId
                                 where (a.EffectiveTo == null || a.EffectiveTo > now) && db.Environments.Any(e => e.Id == a.EnvironmentId && e.ApplicationId == m.ApplicationId)
                                 select a.Id).CountAsync(ct);
            rows.Add(new MembershipRow(m.ApplicationId, m.Name, m.State, m.CreatedAt, direct, grouped) { ExpiresAt = m.ExpiresAt });
        }

        var here = found.ConvertAll(m => m.ApplicationId);
        var others = !owner || person.DeletedAt is not null ? [] : await db.Applications.Where(a => a.AccountId == actor.AccountId && !here.Contains(a.Id)).OrderBy(a => a.Name).Select(a => new { a.Id, a.Name }).ToListAsync(ct);
        return new MembershipList(rows, [.. others.Select(o => (o.Id, o.Name))], person.MayManage && person.DeletedAt is null);
    }
}
