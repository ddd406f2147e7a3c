using System.Security.Claims;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.SignIn;

/// <summary>Starts and ends sessions, and says whether one still holds.</summary>
internal sealed class SessionService(IDbContextFactory<DashboardDbContext> dbs, IUserClaimsPrincipalFactory<Identity> principals, AuditLog audit, TimeProvider clock)
{
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <summary>Signs in whoever proved to be this person. The cookie before, if any, is replaced.</summary>
    public async Task StartAsync(HttpContext http, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var identity = await db.Identities.SingleAsync(i => i.Id == identityId, ct);
        identity.LastSeenAt = clock.GetUtcNow();
        Record(db, http, identity, AuditActions.SignedIn);
        await db.SaveChangesAsync(ct);
        await http.SignInAsync(IdentityConstants.ApplicationScheme, await principals.CreateAsync(identity));
    }

    /// <summary>A new cookie after the security stamp changed: of all sessions only this one goes on.</summary>
    public async Task RenewAsync(HttpContext http, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var identity = await db.Identities.AsNoTracking().SingleAsync(i => i.Id == identityId, ct);
        await http.SignInAsync(IdentityConstants.ApplicationScheme, await principals.CreateAsync(identity));
    }

    public async Task EndAsync(HttpContext http, CancellationToken ct)
    {
        if (IdOf(http.User) is { } id)
        {
            await using var db = await dbs.CreateDbContextAsync(ct);
            if (await db.Identities.AsNoTracking().FirstOrDefaultAsync(i => i.Id == id, ct) is { } identity)
            {
                Record(db, http, identity, AuditActions.SignedOut);
                await db.SaveChangesAsync(ct);
            }
        }

        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <summary>
    /// The person as they are now, or null when the session is over: suspended, deleted, or a newer security stamp (A44, A45).
    /// </summary>
    public async Task<ClaimsPrincipal?> CheckAsync(ClaimsPrincipal session, CancellationToken ct)
    {
        if (IdOf(session) is not { } id || session.FindFirstValue(SessionPrincipals.StampClaim) is not { } stamp) return null;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var identity = await db.Identities.AsNoTracking().FirstOrDefaultAsync(i => i.Id == id && i.State == PrincipalState.Active, ct);
        if (identity is null || !string.Equals(identity.SecurityStamp, stamp, StringComparison.Ordinal)) return null;

        var now = clock.GetUtcNow();
        if (now - identity.LastSeenAt >= SeenEvery) await db.Identities.Where(i => i.Id == id).ExecuteUpdateAsync(s => s.SetProperty(i => i.LastSeenAt, now), ct);
        return await principals.CreateAsync(identity);
    }

    /// <summary>Why a session that <see cref="CheckAsync"/> refused is over: a code of <see cref="SessionEnding"/>.</summary>
    public async Task<string?> WhyEndedAsync(ClaimsPrincipal session, CancellationToken ct)
    {
        if (SessionClaims.Of(session) is not { } claims) return null;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = await db.Identities.Where(i => i.Id == claims.IdentityId)
            .Select(i => new SessionStanding(i.Id, i.State, i.SecurityStamp, i.MustChangePassword, i.SessionsEnded, i.LastSeenAt)).FirstOrDefaultAsync(ct);
        return SessionEnding.Of(claims, now);
    }

    public static Guid? IdOf(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

    public static Guid? AccountOf(ClaimsPrincipal principal) => Guid.TryParse(principal.FindFirstValue(ActorPrincipal.AccountClaim), out var id) ? id : null;

    private void Record(DashboardDbContext db, HttpContext http, Identity identity, string action)
    {
        var themselves = new Actor(ActorKind.Identity, identity.Id, identity.FullName, identity.AccountId, http.Connection.RemoteIpAddress?.ToString());
        audit.Add(db, themselves, action, new AuditTarget(AuditTarget.User, identity.Id, identity.FullName));
    }
}
