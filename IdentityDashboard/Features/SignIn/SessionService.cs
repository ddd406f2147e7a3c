using System.Security.Claims;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.SignIn;

/// <summary>The cookie of a session: given, renewed, taken away, and asked whether it still holds.</summary>
internal sealed class SessionService(IDbContextFactory<DashboardDbContext> dbs, SessionEntry sessions, SignInSteps steps, TimeProvider clock)
{
    /// <summary>Signs in whoever proved to be this person. The session before in this browser, if any, ends.</summary>
    /// <param name="secondFactor">Whether what they showed was as good as two factors.</param>
    public async Task StartAsync(HttpContext http, Guid identityId, SignInMethod method, bool secondFactor, CancellationToken ct)
    {
        var visit = new Visit(http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent.ToString());
        var session = await sessions.BeginAsync(identityId, method, secondFactor, visit, SessionClaims.Of(http.User)?.SessionId, ct);
        await WriteAsync(http, session, ct);
    }

    /// <summary>The session of this request passed its second factor.</summary>
    public async Task PassSecondFactorAsync(HttpContext http, CancellationToken ct)
    {
        if (SessionClaims.Of(http.User) is not { } claims) return;
        await sessions.PassSecondFactorAsync(claims.SessionId, ct);
        await WriteAsync(http, claims.SessionId, ct);
    }

    /// <summary>After the security stamp changed: of all sessions only the one of this request goes on.</summary>
    public async Task RenewAsync(HttpContext http, CancellationToken ct)
    {
        if (SessionClaims.Of(http.User) is not { } claims) return;
        await sessions.KeepAsync(claims.SessionId, ct);
        await WriteAsync(http, claims.SessionId, ct);
    }

    public async Task EndAsync(HttpContext http, CancellationToken ct)
    {
        if (SessionClaims.Of(http.User) is { } claims) await sessions.EndAsync(claims.SessionId, http.Connection.RemoteIpAddress?.ToString(), ct);
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
    }

    /// <summary>
    /// The person as they are now, with the step that is before them, or null when the session is over: ended, too old,
    /// suspended, deleted, or a newer security stamp (A44, A45).
    /// </summary>
    public async Task<ClaimsPrincipal?> CheckAsync(ClaimsPrincipal cookie, CancellationToken ct)
    {
        if (SessionClaims.Of(cookie) is not { } claims) return null;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        var session = await FindAsync(db, claims, now, ct);
        if (session is null || SessionRules.EndOf(session, now) is not null) return null;
        await SessionSeen.NoteAsync(db, [session], now, ct);
        return SessionClaims.For(session, await steps.NextAsync(db, session, ct));
    }

    /// <summary>Why a session that <see cref="CheckAsync"/> refused is over: a code of <see cref="SessionEnding"/>.</summary>
    public async Task<string?> WhyEndedAsync(ClaimsPrincipal cookie, CancellationToken ct)
    {
        if (SessionClaims.Of(cookie) is not { } claims) return null;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var now = clock.GetUtcNow();
        return SessionEnding.Of(await FindAsync(db, claims, now, ct), now);
    }

    public static Guid? IdOf(ClaimsPrincipal principal) => SessionClaims.Of(principal)?.IdentityId;

    public static Guid? AccountOf(ClaimsPrincipal principal) => SessionClaims.Of(principal)?.AccountId;

    private static Task<SessionStanding?> FindAsync(DashboardDbContext db, SessionClaims claims, DateTimeOffset now, CancellationToken ct) =>
        SessionStanding.Of(db, now).FirstOrDefaultAsync(s => s.Id == claims.SessionId && s.IdentityId == claims.IdentityId, ct);

    private async Task WriteAsync(HttpContext http, Guid sessionId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var session = await SessionStanding.Of(db, clock.GetUtcNow()).SingleAsync(s => s.Id == sessionId, ct);
        await http.SignInAsync(IdentityConstants.ApplicationScheme, SessionClaims.For(session, await steps.NextAsync(db, session, ct)));
    }
}
