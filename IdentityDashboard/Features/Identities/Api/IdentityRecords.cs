using System.Text.Json;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities.Api;

/// <summary>Whole records of people, in three statements however many. Whoever asks has been let see them.</summary>
internal sealed class IdentityRecords(IDbContextFactory<DashboardDbContext> dbs, SightService sights)
{
    /// <summary>In the order of the ids; who isn't there is left out, and so are groups the actor doesn't see.</summary>
    public async Task<IReadOnlyList<IdentityJson>> ReadAsync(Actor actor, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await ReadAsync(db, actor, await sights.OfAsync(db, actor, ct), ids, ct);
    }

    /// <summary>The same within a sight that is known already.</summary>
    public async Task<IReadOnlyList<IdentityJson>> ReadAsync(Actor actor, Sight sight, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        if (ids.Count == 0) return [];
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await ReadAsync(db, actor, sight, ids, ct);
    }

    private async Task<IReadOnlyList<IdentityJson>> ReadAsync(DashboardDbContext db, Actor actor, Sight sight, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var people = await db.Identities.AsNoTracking().Where(i => i.AccountId == actor.AccountId && ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, ct);
        var members = db.GroupMembers.Where(m => ids.Contains(m.IdentityId));
        if (!sight.Everywhere)
        {
            var seen = sights.GroupsSeen(db, sight);
            members = members.Where(m => seen.Contains(m.GroupId));
        }

        var groups = (await members.Select(m => new { m.IdentityId, m.GroupId }).ToListAsync(ct)).ToLookup(m => m.IdentityId, m => m.GroupId);
        var traits = (await (from value in db.AttributeValues
                             where ids.Contains(value.IdentityId)
                             join definition in db.AttributeDefinitions on value.DefinitionId equals definition.Id
                             orderby definition.Position
                             select new { value.IdentityId, definition.Key, definition.Kind, value.Value }).ToListAsync(ct)).ToLookup(v => v.IdentityId);
        return [.. ids.Where(people.ContainsKey).Select(id => Record(people[id], [.. groups[id].Order()],
            traits[id].ToDictionary(t => t.Key, t => TraitJson.Write(t.Kind, t.Value), StringComparer.Ordinal)))];
    }

    private static IdentityJson Record(Identity i, IReadOnlyList<Guid> groups, Dictionary<string, JsonElement> traits) => new(
        i.Id, i.Email!, i.FirstName, i.LastName, i.FullName, i.PhoneNumber, i.State, i.Source, i.ExternalId, i.EmailConfirmed, i.MustChangePassword, i.TwoFactorEnabled,
        IdentityJson.DefaultSchema, traits, JsonElement.Parse(i.Metadata ?? "{}"), groups, i.CreatedAt, i.UpdatedAt)
    {
        ETag = $"\"{i.ConcurrencyStamp}\"",
    };
}
