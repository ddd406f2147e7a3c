using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <summary>Answers the feature Groups' questions about people, for whoever may see people at all.</summary>
internal sealed class PeopleDirectory(IDbContextFactory<DashboardDbContext> dbs, AccessService access, PeopleReader people) : IPeopleDirectory
{
    public async Task<IReadOnlyList<PersonChoice>> SearchAsync(Actor actor, string text, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, ct)) return [];
        var page = await people.PageAsync(db, actor, new IdentityListQuery(null, null, new IdentityFilter { Search = text }, Take: take), ct);
        return [.. page.Items.Select(Choice)];
    }

    public async Task<Page<PersonChoice>> MembersAsync(Actor actor, Guid groupId, string? text, string? cursor, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, ct)) return Page<PersonChoice>.Empty;
        var page = await people.PageAsync(db, actor, new IdentityListQuery(null, null, new IdentityFilter { Search = text, MemberOf = groupId }, Cursor: cursor, Take: take), ct);
        return new Page<PersonChoice>([.. page.Items.Select(Choice)], page.Next, page.Previous);
    }

    public async Task<IReadOnlyList<PersonChoice>> FindAsync(Actor actor, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, ct)) return [];
        return await Choices(db.Identities.Where(i => i.AccountId == actor.AccountId && ids.Contains(i.Id) && i.State != PrincipalState.Deleted)
            .OrderBy(i => i.SortName)).ToListAsync(ct);
    }

    public async Task<IReadOnlyDictionary<string, PersonChoice>> FindByEmailAsync(Actor actor, IReadOnlyCollection<string> normalizedEmails, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, ct)) return new Dictionary<string, PersonChoice>(StringComparer.Ordinal);
        return await db.Identities.Where(i => i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted && normalizedEmails.Contains(i.NormalizedEmail!))
            .ToDictionaryAsync(i => i.NormalizedEmail!, i => new PersonChoice(i.Id, i.FirstName + " " + i.LastName, i.Email!, i.State), StringComparer.Ordinal, ct);
    }

    private async Task<bool> MayReadAsync(DashboardDbContext db, Actor actor, CancellationToken ct) =>
        await access.IsOwnerAsync(db, actor, ct)
        || await access.AllowsAnywhereAsync(db, actor, Permissions.IdentityRead, ct);

    private static PersonChoice Choice(Identity i) => new(i.Id, i.FullName, i.Email!, i.State);

    private static IQueryable<PersonChoice> Choices(IQueryable<Identity> rows) =>
        rows.Select(i => new PersonChoice(i.Id, i.FirstName + " " + i.LastName, i.Email!, i.State));
}
