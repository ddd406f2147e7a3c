using IdentityDashboard.Data;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;
using IdentityDashboard.Platform.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials;

/// <summary>Whose password it is: what letters, pages and rules need to know.</summary>
internal sealed record RecoveryPerson
{
    public required Guid Id { get; init; }
    public required Guid AccountId { get; init; }
    public required string AccountName { get; init; }
    public required string Email { get; init; }
    public required string NormalizedEmail { get; init; }
    public required string FirstName { get; init; }
    public required string LastName { get; init; }
    public required PrincipalState State { get; init; }
    public required string SecurityStamp { get; init; }
    public required string? PasswordHash { get; init; }
    public required bool MustChange { get; init; }
    public required DateTimeOffset PasswordSince { get; init; }

    public string FullName => PersonName.Join(FirstName, LastName);
}

/// <summary>Makes links and finds what they belong to, in the caller's transaction.</summary>
internal sealed class RecoveryLinks(IOptions<PublicUrlOptions> urls, MailOutbox outbox, TimeProvider clock)
{
    /// <summary>Adds a link and ends the one before, together with its code and a mail that still waits to carry it.</summary>
    /// <param name="codeHash">Of a code that does the same.</param>
    public async Task<(string Url, DateTimeOffset ExpiresAt)> AddAsync(
        DashboardDbContext db, RecoveryPerson person, TimeSpan lifetime, bool mailed, byte[]? codeHash, CancellationToken ct)
    {
        await db.RecoveryLinks.Where(l => l.IdentityId == person.Id).ExecuteDeleteAsync(ct);
        await outbox.CancelAsync(db, person.Id, ct);
        var (token, hash) = OneTimeToken.Create();
        var now = clock.GetUtcNow();
        db.RecoveryLinks.Add(new RecoveryLink
        {
            AccountId = person.AccountId, IdentityId = person.Id, TokenHash = hash, SecurityStamp = person.SecurityStamp,
            Mailed = mailed, CodeHash = codeHash, CreatedAt = now, ExpiresAt = now + lifetime,
        });
        // From the configured address, never from a request (A14).
        return ($"{urls.Value.Base}/reset-password/{token}", now + lifetime);
    }

    /// <summary>Where a code is typed: short to read out while there is one account.</summary>
    public async Task<string> CodePageAsync(DashboardDbContext db, Guid accountId, CancellationToken ct)
    {
        var several = await db.Accounts.OrderBy(a => a.Id).Skip(1).AnyAsync(ct);
        var slug = await db.Accounts.Where(a => a.Id == accountId).Select(a => a.Slug).FirstAsync(ct);
        return $"{urls.Value.Base}{(several ? $"/a/{slug}" : "")}/recover";
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
        People(db).FirstOrDefaultAsync(p => p.Id == identityId && p.AccountId == accountId, ct);

    /// <summary>Only somebody active: nobody else can set a password.</summary>
    public static Task<RecoveryPerson?> PersonAsync(DashboardDbContext db, Guid accountId, string normalizedEmail, CancellationToken ct) =>
        People(db).FirstOrDefaultAsync(p => p.NormalizedEmail == normalizedEmail && p.AccountId == accountId && p.State == PrincipalState.Active, ct);

    private static IQueryable<RecoveryPerson> People(DashboardDbContext db) =>
        from i in db.Identities
        where i.State != PrincipalState.Deleted
        join a in db.Accounts on i.AccountId equals a.Id
        select new RecoveryPerson
        {
            Id = i.Id, AccountId = a.Id, AccountName = a.Name, Email = i.Email!, NormalizedEmail = i.NormalizedEmail!, FirstName = i.FirstName, LastName = i.LastName,
            State = i.State, SecurityStamp = i.SecurityStamp!, PasswordHash = i.PasswordHash, MustChange = i.MustChangePassword, PasswordSince = i.PasswordChangedAt ?? i.CreatedAt,
        };
}
