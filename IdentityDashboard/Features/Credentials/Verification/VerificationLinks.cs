using IdentityDashboard.Data;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials.Verification;

/// <summary>Makes the links that prove an address and finds what they belong to, in the caller's transaction.</summary>
internal sealed class VerificationLinks(IOptions<PublicUrlOptions> urls, MailOutbox outbox, TimeProvider clock)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Adds a link and ends the one before, together with a mail that still waits to carry it.</summary>
    /// <param name="email">The address it goes to and proves: the person's own, or the one they want instead.</param>
    public async Task<(string Url, EmailVerification Row)> AddAsync(DashboardDbContext db, AddressHolder holder, string email, CancellationToken ct)
    {
        await EndAsync(db, holder.Id, ct);
        var (token, hash) = OneTimeToken.Create();
        var now = clock.GetUtcNow();
        var row = new EmailVerification
        {
            AccountId = holder.AccountId, IdentityId = holder.Id, Email = email, TokenHash = hash, SecurityStamp = holder.SecurityStamp, CreatedAt = now, ExpiresAt = now + Lifetime,
        };
        db.EmailVerifications.Add(row);
        // From the configured address, never from a request (A14).
        return ($"{urls.Value.Base}/verify-email/{token}", row);
    }

    /// <returns>How many links ended: none or one.</returns>
    public async Task<int> EndAsync(DashboardDbContext db, Guid identityId, CancellationToken ct)
    {
        var ids = db.EmailVerifications.Where(v => v.IdentityId == identityId && v.UsedAt == null);
        await outbox.CancelAsync(db, ids.Select(v => v.Id), ct);
        return await ids.ExecuteDeleteAsync(ct);
    }

    /// <summary>The link a token belongs to, while it works: looking changes nothing (A9).</summary>
    public async Task<(EmailVerification Link, AddressHolder Holder)?> FindAsync(DashboardDbContext db, string? token, CancellationToken ct)
    {
        var hash = OneTimeToken.HashPresented(token);
        if (hash is null) return null;
        var link = await db.EmailVerifications.AsNoTracking().FirstOrDefaultAsync(v => v.TokenHash == hash && v.UsedAt == null, ct);
        if (link is null || link.ExpiresAt <= clock.GetUtcNow()) return null;
        var holder = await AddressHolder.Of(db, link.AccountId, link.IdentityId).FirstOrDefaultAsync(ct);
        return holder is { State: PrincipalState.Active } && holder.SecurityStamp == link.SecurityStamp ? (link, holder) : null;
    }

    /// <summary>The link that works for somebody now.</summary>
    public async Task<EmailVerification?> LiveAsync(DashboardDbContext db, AddressHolder holder, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.EmailVerifications.AsNoTracking().FirstOrDefaultAsync(
            v => v.IdentityId == holder.Id && v.UsedAt == null && v.ExpiresAt > now && v.SecurityStamp == holder.SecurityStamp, ct);
    }
}
