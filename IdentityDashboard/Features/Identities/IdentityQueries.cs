using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>Reads lists of people: a page is one statement for the rows, then one each for their roles and groups.</summary>
internal sealed class IdentityQueries(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, AccessQueries roles, GroupQueries groups, ISearchIndex search, TimeProvider clock)
{
    public async Task<Result<Page<IdentityRow>>> ListAsync(Actor actor, IdentityListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, query, ct)) return CommonErrors.Forbidden;

        var cursor = IdentityCursor.Decode(query.Cursor);
        var found = await IdentityOrder.Apply(Matching(db, actor, query), query.Sort, query.Descending, cursor)
            .Take(query.Take + 1).AsNoTracking().ToListAsync(ct);
        var more = found.Count > query.Take;
        if (more) found.RemoveAt(found.Count - 1);
        var backwards = cursor?.Backwards ?? false;
        if (backwards) found.Reverse();
        if (found.Count == 0) return Page<IdentityRow>.Empty;

        var ids = found.ConvertAll(i => i.Id);
        var held = await roles.HeldByAsync(actor.AccountId, ids, query.EnvironmentId, ct);
        var inGroups = await groups.NamesOfAsync(actor.AccountId, ids, ct);
        var now = clock.GetUtcNow();
        return new Page<IdentityRow>(
            found.ConvertAll(i => new IdentityRow(i.Id, i.FullName, i.Email!, i.State, i.LockoutEnd > now, i.Source, i.TwoFactorEnabled, i.LastSeenAt, i.CreatedAt, [.. held[i.Id]], [.. inGroups[i.Id]])),
            Next: more || backwards ? At(found[^1], backwards: false) : null,
            Previous: backwards ? (more ? At(found[0], backwards: true) : null) : cursor is null ? null : At(found[0], backwards: true));

        string At(Identity row, bool backwards) => new IdentityCursor(IdentityOrder.KeyOf(row, query.Sort), row.Id, backwards).Encode();
    }

    /// <summary>How many match, counted up to a limit; never on the way to the first row.</summary>
    public async Task<Result<Counted>> CountAsync(Actor actor, IdentityListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, query, ct)) return CommonErrors.Forbidden;
        return new Counted(CappedCount.From(await Matching(db, actor, query).Take(CappedCount.Limit + 1).CountAsync(ct)));
    }

    /// <summary>Who has this address, if anybody: for the check while a form is filled in (U41).</summary>
    public async Task<PersonChoice?> FindByEmailAsync(Actor actor, string normalizedEmail, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct) && !await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityManage, ct)) return null;
        return await db.Identities.Where(i => i.AccountId == actor.AccountId && i.NormalizedEmail == normalizedEmail && i.State != PrincipalState.Deleted)
            .Select(i => new PersonChoice(i.Id, i.FirstName + " " + i.LastName, i.Email!, i.State)).FirstOrDefaultAsync(ct);
    }

    internal async Task<bool> MayReadAsync(DashboardDbContext db, Actor actor, IdentityListQuery query, CancellationToken ct) =>
        query.EnvironmentId is { } environment
            ? await access.AllowsInEnvironmentAsync(db, actor, Permissions.IdentityRead, environment, ct)
                && await db.Environments.AnyAsync(e => e.Id == environment && e.ApplicationId == query.ApplicationId, ct)
            : await access.IsOwnerAsync(db, actor, ct);

    internal IQueryable<Identity> Matching(DashboardDbContext db, Actor actor, IdentityListQuery query)
    {
        var rows = db.Identities.Where(i => i.AccountId == actor.AccountId);
        rows = query.Filter.State is { } state ? rows.Where(i => i.State == state) : rows.Where(i => i.State != PrincipalState.Deleted);
        if (query.ApplicationId is { } application)
        {
            // Who is asked in but hasn't accepted yet stands among the invitations.
            rows = rows.Where(i => db.AppMemberships.Any(m => m.ApplicationId == application && m.IdentityId == i.Id && m.State != MembershipState.Invited));
        }

        var term = query.Filter.Search?.Trim();
        return string.IsNullOrEmpty(term) ? rows : PeopleSearch.Apply(db, search, rows, actor.AccountId, term);
    }
}

/// <param name="Count">Boxed, so that it can be a <see cref="Result{T}"/>'s value.</param>
public sealed record Counted(CappedCount Count);
