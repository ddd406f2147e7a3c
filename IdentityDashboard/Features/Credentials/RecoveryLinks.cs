using IdentityDashboard.Data;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials;

/// <summary>Whom a link is for: what its letter and its page need to know.</summary>
internal sealed record RecoveryPerson(
    Guid Id, Guid AccountId, string AccountName, string Email, string FirstName, string LastName, PrincipalState State, string SecurityStamp)
{
    public string FullName => Platform.People.PersonName.Join(FirstName, LastName);
}

/// <summary>Makes links and finds what they belong to, in the caller's transaction.</summary>
internal sealed class RecoveryLinks(IOptions<PublicUrlOptions> urls, MailOutbox outbox, TimeProvider clock)
{
    /// <summary>Adds a link and ends the one before, together with a mail that still waits to carry it.</summary>
    public async Task<(string Url, DateTimeOffset ExpiresAt)> AddAsync(DashboardDbContext db, RecoveryPerson person, TimeSpan lifetime, bool mailed, CancellationToken ct)
    {
        await db.RecoveryLinks.Where(l => l.IdentityId == person.Id).ExecuteDeleteAsync(ct);
        await outbox.CancelAsync(db, person.Id, ct);
        var (token, hash) = OneTimeToken.Create();
        var now = clock.GetUtcNow();
        db.RecoveryLinks.Add(new RecoveryLink
        {
            AccountId = person.AccountId, IdentityId = person.Id, TokenHash = hash, SecurityStamp = person.SecurityStamp,
            Mailed = mailed, CreatedAt = now, ExpiresAt = now + lifetime,
        });
        // From the configured address, never from a request (A14).
        return ($"{urls.Value.Base}/reset-password/{token}", now + lifetime);
    }

    /// <summary>The link a token belongs to, while it works: looking changes nothing.</summary>
    public async Task<(RecoveryLink Link, RecoveryPerson Person)?> FindAsync(DashboardDbContext db, string? token, CancellationToken ct)
    {
        var hash = OneTimeToken.HashPresented(token);
        if (hash is null) return null;
        var link = await db.RecoveryLinks.AsNoTracking().FirstOrDefaultAsync(l => l.TokenHash == hash, ct);
        if (link is null || link.UsedAt is not null || link.ExpiresAt <= clock.GetUtcNow()) return null;
        var person = await PersonAsync(db, link.AccountId, link.IdentityId, ct);
        return person is { State: PrincipalState.Active } && person.SecurityStamp == link.SecurityStamp ? (link, person) : null;
    }

    public static Task<RecoveryPerson?> PersonAsync(DashboardDbContext db, Guid accountId, Guid identityId, CancellationToken ct) =>
        (from i in db.Identities
         where i.Id == identityId && i.AccountId == accountId && i.State != PrincipalState.Deleted
         join a in db.Accounts on i.AccountId equals a.Id
         select new RecoveryPerson(i.Id, a.Id, a.Name, i.Email!, i.FirstName, i.LastName, i.State, i.SecurityStamp!)).FirstOrDefaultAsync(ct);

    public static Task<RecoveryPerson?> PersonAsync(DashboardDbContext db, Guid accountId, string normalizedEmail, CancellationToken ct) =>
        (from i in db.Identities
         where i.NormalizedEmail == normalizedEmail && i.AccountId == accountId && i.State == PrincipalState.Active
         join a in db.Accounts on i.AccountId equals a.Id
         select new RecoveryPerson(i.Id, a.Id, a.Name, i.Email!, i.FirstName, i.LastName, i.State, i.SecurityStamp!)).FirstOrDefaultAsync(ct);
}
