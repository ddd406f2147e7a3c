using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>Whom rules for passwords would hit, as far as it can be known: a hash says nothing of the length and the characters of a password.</summary>
/// <param name="WithPassword">Active people who have one; they keep it until they change it.</param>
/// <param name="TooOld">Those of them who would have to change it at their next sign-in.</param>
/// <param name="Invitations">Pending: who accepts one meets the new rules.</param>
public sealed record PolicyReach(CappedCount WithPassword, CappedCount TooOld, CappedCount Invitations)
{
    /// <summary>
    /// A second's work or two, along the index of when they were made. In a larger account those made first are looked
    /// at: a password that is too old belongs to somebody who was made before the limit, so who is left out matters only
    /// where the limit lies behind all of these.
    /// </summary>
    internal const int MostPeople = 1_000_000;

    /// <param name="days">How long a password lasts; null for ever.</param>
    internal static async Task<PolicyReach> OfAsync(DashboardDbContext db, Guid accountId, int? days, DateTimeOffset now, CancellationToken ct, int most = MostPeople)
    {
        var limit = days is { } age ? PasswordAge.Limit(age, now) : DateTimeOffset.UnixEpoch;
        var people = await db.Identities.Where(i => i.AccountId == accountId).OrderBy(i => i.CreatedAt).ThenBy(i => i.Id).Take(most)
            .Select(i => new { i.CreatedAt, i.PasswordChangedAt, HasPassword = i.PasswordHash != null && i.State == PrincipalState.Active })
            .GroupBy(_ => 1)
            .Select(all => new
            {
                Count = all.Count(),
                Newest = all.Max(i => i.CreatedAt),
                WithPassword = all.Count(i => i.HasPassword),
                TooOld = all.Count(i => i.HasPassword && (i.PasswordChangedAt ?? i.CreatedAt) <= limit),
            })
            .SingleAsync(ct);
        var invitations = await db.Invitations.Where(i => i.AccountId == accountId && i.AcceptedAt == null && i.RevokedAt == null && i.ExpiresAt > now).Take(CappedCount.Limit + 1).CountAsync(ct);
        var more = people.Count == most;
        return new PolicyReach(new CappedCount(people.WithPassword, more), new CappedCount(people.TooOld, more && days is not null && people.Newest <= limit), CappedCount.From(invitations));
    }
}
