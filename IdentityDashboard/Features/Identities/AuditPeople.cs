using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>People to filter the audit by.</summary>
internal sealed class AuditPeople(IDbContextFactory<DashboardDbContext> dbs, PeopleReader people) : IAuditSubjects
{
    public bool Act => true;

    public async Task<IReadOnlyList<AuditSubject>> FindAsync(Guid accountId, string text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var query = new IdentityListQuery(null, null, new IdentityFilter { Search = text }, Take: take);
        var page = await people.PageAsync(db, Actor.System(accountId), query, ct);
        return [.. page.Items.Select(p => new AuditSubject(AuditTarget.User, p.Id, p.FullName, p.Email))];
    }
}
