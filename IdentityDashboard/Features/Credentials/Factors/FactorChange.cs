using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>Whose factors change, and what they had when the change began.</summary>
internal sealed record FactorOwner(RecoveryPerson Person, FactorState Before);

/// <param name="Subject">Of the mail: "A passkey was added".</param>
/// <param name="Sentence">The whole of it.</param>
internal sealed record FactorNews(string Action, string Subject, string Sentence)
{
    public Changes? Changes { get; init; }

    /// <summary>They have just shown the factor: this session isn't asked for it.</summary>
    public bool Shown { get; init; }
}

/// <summary>
/// What every change of somebody's factors has in common, in the caller's transaction: their row is held, so that of two
/// acts at once the second sees what the first left; the list's mark follows; their other sessions end (A45); it is
/// recorded, and they are told.
/// </summary>
internal sealed class FactorChange(SessionGuard guard, MailOutbox outbox, AuditLog audit, IOptions<PublicUrlOptions> urls, TimeProvider clock)
{
    /// <summary>People change their own factors only with a session in which they lately showed who they are.</summary>
    public async Task<Result<FactorOwner>> BeginOwnAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        if (await guard.ProblemAsync(db, actor, ct) is { } stale) return stale;
        return await BeginAsync(db, actor.AccountId, actor.Id, ct) is { Person.State: PrincipalState.Active } owner ? owner : CredentialErrors.NotFound;
    }

    public static async Task<FactorOwner?> BeginAsync(DashboardDbContext db, Guid accountId, Guid identityId, CancellationToken ct)
    {
        await RowLocks.IdentitiesAsync(db, [identityId], ct);
        var person = await RecoveryLinks.PersonAsync(db, accountId, identityId, ct);
        return person is null ? null : new FactorOwner(person, await FactorQueries.OfAsync(db, identityId, ct));
    }

    /// <summary>To be called once the factors' own rows are written.</summary>
    public async Task FinishAsync(DashboardDbContext db, Actor actor, FactorOwner owner, FactorNews news, CancellationToken ct)
    {
        var person = owner.Person;
        audit.Add(db, actor, news.Action, new AuditTarget(AuditTarget.User, person.Id, person.FullName), news.Changes);
        outbox.Enqueue(db, FactorMail.Compose(person, news.Subject, news.Sentence, urls.Value.Base));
        await db.SaveChangesAsync(ct);
        var enrolled = (await FactorQueries.OfAsync(db, person.Id, ct)).HasAny;
        var now = clock.GetUtcNow();
        await db.Identities.Where(i => i.Id == person.Id).ExecuteUpdateAsync(s => s
            .SetProperty(i => i.TwoFactorEnabled, enrolled)
            .SetProperty(i => i.RequireMfaEnrolment, i => i.RequireMfaEnrolment && !enrolled)
            .SetProperty(i => i.UpdatedAt, now), ct);
        var own = actor.Id == person.Id ? actor.Session : null;
        await SessionEndings.EndOthersAsync(db, person.Id, own, SessionEnd.FactorsChanged, ct);
        if (news.Shown && own is { } session) await db.UserSessions.Where(s => s.Id == session).ExecuteUpdateAsync(s => s.SetProperty(u => u.SecondFactorAt, now), ct);
    }

    /// <summary>After the commit.</summary>
    public void Wake() => outbox.Wake();
}
