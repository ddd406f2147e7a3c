using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>A browser somebody is signed in with.</summary>
/// <param name="IsWaiting">A step of the sign-in is still before them.</param>
/// <param name="IsThis">The one that asks.</param>
public sealed record SessionView(Guid Id, string Device, string? Ip, SignInMethod Method, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, bool IsWaiting, bool IsThis);

/// <summary>Lists somebody's sessions and ends one: one's own, or another's with rights that cover all they hold (A36).</summary>
internal sealed class SessionList(IDbContextFactory<DashboardDbContext> dbs, GrantGuard grants, SignInSteps steps, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    public static readonly Error Gone = new("not_found", 404, "This session has ended already.");

    /// <summary>As many as anybody looks at, the latest first.</summary>
    private const int Most = 100;

    public async Task<Result<IReadOnlyList<SessionView>>> ListAsync(Actor actor, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await ProblemAsync(db, actor, identityId, ct) is { } problem) return problem;
        var now = clock.GetUtcNow();
        var standing = await SessionStanding.Of(db, now).Where(s => s.IdentityId == identityId && s.EndedAt == null).OrderByDescending(s => s.LastSeenAt).Take(Most).ToListAsync(ct);
        var open = standing.Where(s => SessionRules.EndOf(s, now) is null).ToDictionary(s => s.Id);
        var rows = await db.UserSessions.AsNoTracking().Where(s => open.Keys.Contains(s.Id)).OrderByDescending(s => s.LastSeenAt).ThenBy(s => s.Id).ToListAsync(ct);
        var views = new List<SessionView>(rows.Count);
        foreach (var row in rows)
        {
            var waiting = await steps.NextAsync(db, open[row.Id], ct) is not null;
            views.Add(new SessionView(row.Id, DeviceName.Of(row.UserAgent), row.Ip, row.Method, row.CreatedAt, row.LastSeenAt, waiting, row.Id == actor.Session));
        }

        return views;
    }

    public async Task<Result> RevokeAsync(Actor actor, Guid identityId, Guid sessionId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await ProblemAsync(db, actor, identityId, ct) is { } problem) return problem;
        var now = clock.GetUtcNow();
        var name = await db.Identities.Where(i => i.Id == identityId).Select(i => new { i.FirstName, i.LastName }).SingleAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var ended = await db.UserSessions.Where(s => s.Id == sessionId && s.IdentityId == identityId && s.EndedAt == null)
            .ExecuteUpdateAsync(s => s.SetProperty(x => x.EndedAt, now).SetProperty(x => x.EndReason, SessionEnd.Revoked), ct);
        if (ended == 0) return Gone;
        audit.Add(db, actor, AuditActions.SessionRevoked, new AuditTarget(AuditTarget.User, identityId, PersonName.Join(name.FirstName, name.LastName)));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    private async Task<Error?> ProblemAsync(DashboardDbContext db, Actor actor, Guid identityId, CancellationToken ct)
    {
        if (!await db.Identities.AnyAsync(i => i.Id == identityId && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted, ct)) return CredentialErrors.NotFound;
        if (actor.Kind == ActorKind.Identity && actor.Id == identityId) return null;
        return await grants.CoversAsync(db, actor, Permissions.CredentialManage, identityId, ct) ? null : CredentialErrors.SessionsNotCovered;
    }
}
