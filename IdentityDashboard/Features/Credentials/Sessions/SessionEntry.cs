using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>From where somebody comes.</summary>
internal sealed record Visit(string? Ip, string UserAgent);

/// <summary>Begins sessions, moves them on and ends them: the rows that cookies name.</summary>
internal sealed class SessionEntry(IDbContextFactory<DashboardDbContext> dbs, AuditLog audit, TimeProvider clock)
{
    /// <summary>Between two notes of when somebody was last seen.</summary>
    public static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    /// <param name="secondFactor">Whether what they showed was as good as two.</param>
    /// <param name="replaces">The session this browser had before.</param>
    public async Task<Guid> BeginAsync(Guid identityId, SignInMethod method, bool secondFactor, Visit visit, Guid? replaces, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await db.Identities.SingleAsync(i => i.Id == identityId, ct);
        var now = clock.GetUtcNow();
        var session = new UserSession
        {
            AccountId = person.AccountId, IdentityId = person.Id, SecurityStamp = person.SecurityStamp!, Method = method, CreatedAt = now, LastSeenAt = now,
            AuthenticatedAt = now, SecondFactorAt = secondFactor ? now : null, Ip = visit.Ip,
            UserAgent = visit.UserAgent[..Math.Min(visit.UserAgent.Length, UserSession.MaxUserAgentLength)],
        };
        db.UserSessions.Add(session);
        person.LastSeenAt = now;
        var themselves = new Actor(ActorKind.Identity, person.Id, person.FullName, person.AccountId, visit.Ip);
        audit.Add(db, themselves, AuditActions.SignedIn, new AuditTarget(AuditTarget.User, person.Id, person.FullName));
        await db.SaveChangesAsync(ct);
        if (replaces is { } former) await EndRowAsync(db, former, SessionEnd.Replaced, ct);
        return session.Id;
    }

    /// <summary>A second factor was shown in it, which counts as showing who they are.</summary>
    public async Task PassSecondFactorAsync(Guid sessionId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.UserSessions.Where(s => s.Id == sessionId && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.SecondFactorAt, now).SetProperty(x => x.AuthenticatedAt, now), ct);
    }

    /// <summary>They showed again who they are (A31).</summary>
    public async Task AuthenticateAgainAsync(Guid sessionId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await dbs.CreateDbContextAsync(ct);
        await db.UserSessions.Where(s => s.Id == sessionId && s.EndedAt == null).ExecuteUpdateAsync(s => s.SetProperty(x => x.AuthenticatedAt, now), ct);
    }

    /// <summary>Of all sessions only this one goes on after the security stamp changed: it takes the new one over.</summary>
    public async Task KeepAsync(Guid sessionId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await KeepAsync(db, sessionId, ct);
    }

    /// <inheritdoc cref="KeepAsync(Guid, CancellationToken)"/>
    public static Task KeepAsync(DashboardDbContext db, Guid sessionId, CancellationToken ct) =>
        db.UserSessions.Where(s => s.Id == sessionId && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.SecurityStamp, x => db.Identities.Where(i => i.Id == x.IdentityId).Select(i => i.SecurityStamp!).First()), ct);

    /// <summary>The person leaves. Nobody is told at once: the page that asks is on its way out, others of this browser are looked at within seconds.</summary>
    public async Task EndAsync(Guid sessionId, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await db.UserSessions.Where(s => s.Id == sessionId)
            .Join(db.Identities, s => s.IdentityId, i => i.Id, (s, i) => new { i.Id, i.AccountId, i.FirstName, i.LastName }).FirstOrDefaultAsync(ct);
        if (person is null) return;
        var name = PersonName.Join(person.FirstName, person.LastName);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await EndRowAsync(db, sessionId, SessionEnd.SignedOut, ct);
        audit.Add(db, new Actor(ActorKind.Identity, person.Id, name, person.AccountId, ip), AuditActions.SignedOut, new AuditTarget(AuditTarget.User, person.Id, name));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private Task<int> EndRowAsync(DashboardDbContext db, Guid sessionId, SessionEnd reason, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return db.UserSessions.Where(s => s.Id == sessionId && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndReason, reason), ct);
    }
}
