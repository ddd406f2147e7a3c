using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Sessions;

/// <summary>Somebody shows again in an open session who they are.</summary>
internal sealed class ReauthenticationService(IDbContextFactory<DashboardDbContext> dbs, CurrentPassword passwords, SessionEntry sessions)
{
    public const string PasswordKey = "current_password";

    /// <summary>Whether there is a password to ask for; who has none shows a passkey.</summary>
    public async Task<bool> HasPasswordAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await db.Identities.AnyAsync(i => i.Id == actor.Id && i.AccountId == actor.AccountId && i.PasswordHash != null, ct);
    }

    /// <summary>Counted like attempts at sign-in: an open session is no licence to guess.</summary>
    public async Task<Result> ConfirmAsync(Actor actor, string? password, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await RecoveryLinks.PersonAsync(db, actor.AccountId, actor.Id, ct);
        if (person is null || actor.Session is not { } session) return CredentialErrors.NotFound;
        if (await passwords.ProblemAsync(db, person, password, ct) is { } problem) return problem;
        await sessions.AuthenticateAgainAsync(session, ct);
        return Result.Ok;
    }
}
