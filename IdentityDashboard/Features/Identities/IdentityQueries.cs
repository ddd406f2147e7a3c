using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>Reads lists of people: a page is one statement for the rows, then one each for their roles and groups.</summary>
internal sealed class IdentityQueries(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, VisibleRoles roles, GroupQueries groups, PeopleReader people, TimeProvider clock)
{
    public async Task<Result<Page<IdentityRow>>> ListAsync(Actor actor, IdentityListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await WithinAsync(db, actor, query, ct) is not { } sight) return CommonErrors.Forbidden;
        var page = await people.PageAsync(db, actor, query with { Sight = sight }, ct);
        if (page.Items.Count == 0) return Page<IdentityRow>.Empty;

        var ids = page.Items.Select(i => i.Id).ToList();
        var (holding, belonging) = (roles.HeldByAsync(actor, ids, query.EnvironmentId, ct), groups.NamesOfAsync(actor.AccountId, ids, sight, ct));
        await Task.WhenAll(holding, belonging);
        var (held, inGroups) = (await holding, await belonging);
        var now = clock.GetUtcNow();
        return new Page<IdentityRow>(
            [.. page.Items.Select(i => new IdentityRow(
                i.Id, i.FullName, i.Email!, i.State, i.LockoutEnd > now, i.Source, i.TwoFactorEnabled, i.LastSeenAt, i.CreatedAt, [.. held[i.Id]], [.. inGroups[i.Id]]))],
            page.Next, page.Previous);
    }

    /// <summary>The people alone, whole, with how far the actor sees: for programs, who read no roles in a list.</summary>
    public async Task<Result<(Page<Identity> People, Sight Sight)>> PeopleAsync(Actor actor, IdentityListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await WithinAsync(db, actor, query, ct) is not { } sight) return CommonErrors.Forbidden;
        return (await people.PageAsync(db, actor, query with { Sight = sight }, ct), sight);
    }

    /// <summary>How many match, counted up to a limit; never on the way to the first row.</summary>
    public async Task<Result<Counted>> CountAsync(Actor actor, IdentityListQuery query, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await WithinAsync(db, actor, query, ct) is not { } sight) return CommonErrors.Forbidden;
        return new Counted(await people.CountAsync(db, actor, query with { Sight = sight }, ct));
    }

    /// <summary>Everybody who matches, a part at a time in the order of ids; empty at the end.</summary>
    /// <param name="after">The last id of the part before; null for the first.</param>
    public async Task<Result<List<MatchedPerson>>> MatchingAsync(Actor actor, IdentityListQuery query, Guid? after, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await WithinAsync(db, actor, query, ct) is not { } sight) return CommonErrors.Forbidden;
        return await people.PartAsync(db, actor, query with { Sight = sight }, after, take, ct);
    }

    /// <summary>Who has this address, if anybody: for the check while a form is filled in (U41).</summary>
    public async Task<PersonChoice?> FindByEmailAsync(Actor actor, string normalizedEmail, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct) && !await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityManage, ct)) return null;
        return await db.Identities.Where(i => i.AccountId == actor.AccountId && i.NormalizedEmail == normalizedEmail && i.State != PrincipalState.Deleted)
            .Select(i => new PersonChoice(i.Id, i.FirstName + " " + i.LastName, i.Email!, i.State)).FirstOrDefaultAsync(ct);
    }

    /// <summary>
    /// The whole directory and the deleted are the Owner's; an application's people show to those who may read in its
    /// environment, at the root all of them, at a node those who hold something there or below. Null: nobody.
    /// </summary>
    private async Task<Sight?> WithinAsync(DashboardDbContext db, Actor actor, IdentityListQuery query, CancellationToken ct)
    {
        if (query is not { EnvironmentId: { } environment, ApplicationId: not null } || query.Filter.State == PrincipalState.Deleted)
        {
            return await access.IsOwnerAsync(db, actor, ct) ? Sight.All : null;
        }

        if (!await db.Environments.AnyAsync(e => e.Id == environment && e.ApplicationId == query.ApplicationId, ct)) return null;
        var sight = await sights.InAsync(db, actor, environment, ct);
        return sight.Any ? sight : null;
    }
}

/// <param name="Count">Boxed, so that it can be a <see cref="Result{T}"/>'s value.</param>
public sealed record Counted(CappedCount Count);
