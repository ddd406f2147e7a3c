using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Policy;

/// <summary>The passwords somebody had before, as hashes, as far back as their account's policy looks.</summary>
internal static class PasswordHistory
{
    public static Task<List<string>> NewestAsync(DashboardDbContext db, Guid identityId, int count, CancellationToken ct) =>
        Newest(db, identityId, count).Select(p => p.Hash).ToListAsync(ct);

    /// <summary>Keeps the password that was just replaced; what the policy no longer looks at goes. In the caller's transaction.</summary>
    /// <param name="person">As they were before.</param>
    public static async Task KeepAsync(DashboardDbContext db, RecoveryPerson person, DateTimeOffset now, CancellationToken ct)
    {
        var count = (await SecurityPolicies.OfAsync(db, person.AccountId, ct)).PasswordHistory;
        if (count > 0 && person.PasswordHash is { } former)
        {
            db.FormerPasswords.Add(new FormerPassword { IdentityId = person.Id, Hash = former, ReplacedAt = now });
            await db.SaveChangesAsync(ct);
        }

        var kept = Newest(db, person.Id, count).Select(p => p.Id);
        await db.FormerPasswords.Where(p => p.IdentityId == person.Id && !kept.Contains(p.Id)).ExecuteDeleteAsync(ct);
    }

    private static IQueryable<FormerPassword> Newest(DashboardDbContext db, Guid identityId, int count) =>
        db.FormerPasswords.Where(p => p.IdentityId == identityId).OrderByDescending(p => p.ReplacedAt).ThenByDescending(p => p.Id).Take(count);
}
