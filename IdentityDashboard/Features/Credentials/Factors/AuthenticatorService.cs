using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>A new secret, before the first code proves that an app has it.</summary>
/// <param name="Picture">The QR code as SVG.</param>
/// <param name="Key">The same to be typed, in groups of four.</param>
/// <param name="Setup">The secret, encrypted: comes back with the first code.</param>
public sealed record AuthenticatorSetup(string Picture, string Key, string Setup);

/// <summary>People add, replace and remove their authenticator app.</summary>
internal sealed class AuthenticatorService(
    IDbContextFactory<DashboardDbContext> dbs, FactorSecrets secrets, FactorChange change, RecoveryCodeWriter codes, MfaRequirement requirement, SessionGuard guard,
    ChangeFeed changes, TimeProvider clock)
{
    /// <summary>Nothing is kept yet: an app that is there stays until a code of the new one comes.</summary>
    /// <param name="setup">What an earlier answer had, to show the same secret again.</param>
    public async Task<Result<AuthenticatorSetup>> BeginAsync(Actor actor, CancellationToken ct, string? setup = null)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await guard.ProblemAsync(db, actor, ct) is { } stale) return stale;
        if ((await SecurityPolicies.OfAsync(db, actor.AccountId, ct)).Mfa == MfaPolicy.Off) return FactorErrors.NotOffered;
        var person = await RecoveryLinks.PersonAsync(db, actor.AccountId, actor.Id, ct);
        if (person is null) return CredentialErrors.NotFound;
        var secret = secrets.ReadSetup(actor.Id, setup) ?? TotpSecret.New();
        return new AuthenticatorSetup(TotpSecret.Picture(secret, person.AccountName, person.Email), TotpSecret.Grouped(secret), secrets.ProtectSetup(actor.Id, secret));
    }

    /// <summary>The app counts from its first right code, which is spent with it.</summary>
    /// <returns>Recovery codes if this is the first factor, none otherwise.</returns>
    public async Task<Result<IReadOnlyList<string>>> ConfirmAsync(Actor actor, string? setup, string? typed, CancellationToken ct)
    {
        if (secrets.ReadSetup(actor.Id, setup) is not { } secret) return FactorErrors.SetupOver;
        if (TotpCodes.Read(typed) is not { } code) return FactorErrors.CodeMissing;
        var now = clock.GetUtcNow();
        if (TotpCodes.Match(secret, code, now, spent: 0) is not { } step) return FactorErrors.CodeWrong;

        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var owner = await change.BeginOwnAsync(db, actor, ct);
        if (!owner.Succeeded) return owner.Error!;
        if ((await SecurityPolicies.OfAsync(db, actor.AccountId, ct)).Mfa == MfaPolicy.Off) return FactorErrors.NotOffered;

        await db.Authenticators.Where(a => a.IdentityId == actor.Id).ExecuteDeleteAsync(ct);
        db.Authenticators.Add(new Authenticator
        {
            IdentityId = actor.Id, AccountId = actor.AccountId, ProtectedSecret = secrets.Protect(actor.Id, secret), ConfirmedAt = now, LastStep = step, CreatedAt = now,
        });
        var first = await codes.FirstAsync(db, owner.Value, ct);
        await change.FinishAsync(db, actor, owner.Value, Added(owner.Value.Before.HasAuthenticator), ct);
        await transaction.CommitAsync(ct);
        Tell(actor);
        return Result<IReadOnlyList<string>>.Of(first);
    }

    public async Task<Result> RemoveAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var owner = await change.BeginOwnAsync(db, actor, ct);
        if (!owner.Succeeded) return owner.Error!;
        if (!owner.Value.Before.HasAuthenticator) return FactorErrors.NoAuthenticator;
        var isLast = owner.Value.Before.Passkeys == 0;
        if (isLast && await requirement.IsRequiredAsync(db, await SecurityPolicies.OfAsync(db, actor.AccountId, ct), actor.Id, ct)) return FactorErrors.LastFactor;

        await db.Authenticators.Where(a => a.IdentityId == actor.Id).ExecuteDeleteAsync(ct);
        if (isLast) await RecoveryCodeWriter.ClearAsync(db, actor.Id, ct);
        await change.FinishAsync(db, actor, owner.Value, new FactorNews(AuditActions.AuthenticatorRemoved, "Your authenticator app was removed", "The authenticator app was removed from your account: its codes don’t work any more."), ct);
        await transaction.CommitAsync(ct);
        Tell(actor);
        return Result.Ok;
    }

    private static FactorNews Added(bool replaced) => replaced
        ? new FactorNews(AuditActions.AuthenticatorReplaced, "Your authenticator app was replaced", "A new authenticator app took the place of the one before, whose codes don’t work any more.") { Shown = true }
        : new FactorNews(AuditActions.AuthenticatorAdded, "An authenticator app was added", "An authenticator app was added to your account. From now on its codes are asked for when you sign in.") { Shown = true };

    private void Tell(Actor actor)
    {
        change.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
    }
}
