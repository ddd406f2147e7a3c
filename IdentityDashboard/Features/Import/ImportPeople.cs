using IdentityDashboard.Data;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Import;

/// <param name="IsMember">Of the application that is imported into; true where there is none.</param>
internal sealed record KnownAddress(Guid Id, bool IsMember);

/// <summary>Who of a batch of rows is here or invited already.</summary>
internal sealed record ImportPeople(IReadOnlyDictionary<string, KnownAddress> Here, IReadOnlySet<string> Invited, ILookup<string, Guid> ExternalIds)
{
    public static async Task<ImportPeople> LoadAsync(DashboardDbContext db, ImportOrder order, IReadOnlyList<ImportRow> rows, DateTimeOffset now, CancellationToken ct)
    {
        var account = order.Actor.AccountId;
        var emails = db.Asked(rows.Select(r => r.NormalizedEmail).OfType<string>().Distinct(StringComparer.Ordinal));
        var here = await db.Identities.Where(i => i.AccountId == account && i.State != PrincipalState.Deleted && i.NormalizedEmail != null && emails.Contains(i.NormalizedEmail))
            .Select(i => new { i.NormalizedEmail, i.Id, IsMember = order.ApplicationId == null || db.AppMemberships.Any(m => m.IdentityId == i.Id && m.ApplicationId == order.ApplicationId && m.State != MembershipState.Invited) })
            .ToDictionaryAsync(i => i.NormalizedEmail!, i => new KnownAddress(i.Id, i.IsMember), StringComparer.Ordinal, ct);
        var open = db.Invitations.Where(i => i.AccountId == account && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now && emails.Contains(i.NormalizedEmail));
        if (order.Mode == ImportMode.Invite) open = open.Where(i => i.ApplicationId == order.ApplicationId);
        var invited = (await open.Select(i => i.NormalizedEmail).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
        var external = rows.Select(r => r.Person.ExternalId?.Trim()).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        var ids = db.Asked(external);
        var held = external.Count == 0 ? [] : await db.Identities.Where(i => i.AccountId == account && i.State != PrincipalState.Deleted && i.ExternalId != null && ids.Contains(i.ExternalId))
            .Select(i => new { ExternalId = i.ExternalId!, i.Id }).ToListAsync(ct);
        return new ImportPeople(here, invited, held.ToLookup(h => h.ExternalId, h => h.Id, StringComparer.Ordinal));
    }

    public KnownAddress? Find(ImportRow row) => row.NormalizedEmail is { } email ? Here.GetValueOrDefault(email) : null;

    /// <summary>Somebody else has the row's external id.</summary>
    public bool IsHeldByAnother(ImportRow row) => row.Person.ExternalId?.Trim() is { } id && ExternalIds[id].Any(holder => holder != Find(row)?.Id);
}
