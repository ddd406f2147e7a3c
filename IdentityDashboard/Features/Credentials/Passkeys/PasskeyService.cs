using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials.Factors;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Features.Credentials.Sessions;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Passkeys;

/// <summary>People add, name and remove their passkeys.</summary>
internal sealed class PasskeyService(
    IDbContextFactory<DashboardDbContext> dbs, PasskeyCeremonies ceremonies, FactorChange change, RecoveryCodeWriter codes, MfaRequirement requirement, SessionGuard guard,
    AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    private const int Most = 20;
    private const string DefaultName = "Passkey";

    /// <summary>Of WebAuthn; others would only be noise.</summary>
    private static readonly string[] KnownTransports = ["usb", "nfc", "ble", "smart-card", "hybrid", "internal"];

    public async Task<Result<PasskeyChallenge>> BeginAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await guard.ProblemAsync(db, actor, ct) is { } stale) return stale;
        if ((await SecurityPolicies.OfAsync(db, actor.AccountId, ct)).Mfa == MfaPolicy.Off) return FactorErrors.NotOffered;
        var person = await RecoveryLinks.PersonAsync(db, actor.AccountId, actor.Id, ct);
        return person is null ? CredentialErrors.NotFound : await ceremonies.CreationAsync(person);
    }

    /// <param name="state">Of the challenge.</param>
    /// <param name="credential">What the browser answered, as JSON.</param>
    /// <param name="name">Suggested by the browser; they can change it.</param>
    /// <returns>Recovery codes if this is the first factor, none otherwise.</returns>
    public async Task<Result<IReadOnlyList<string>>> AddAsync(Actor actor, string? state, string? credential, string? name, CancellationToken ct)
    {
        if (await ceremonies.AttestAsync(actor.Id, state, credential) is not { } passkey) return FactorErrors.PasskeyNotAdded;
        var called = PersonName.Clean(name);
        if (called.Length is 0 or > Passkey.MaxNameLength) called = DefaultName;

        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var owner = await change.BeginOwnAsync(db, actor, ct);
        if (!owner.Succeeded) return owner.Error!;
        if ((await SecurityPolicies.OfAsync(db, actor.AccountId, ct)).Mfa == MfaPolicy.Off) return FactorErrors.NotOffered;
        if (owner.Value.Before.Passkeys >= Most) return FactorErrors.TooManyPasskeys;

        db.Passkeys.Add(Row(actor, passkey, called, clock.GetUtcNow()));
        var first = await codes.FirstAsync(db, owner.Value, ct);
        try
        {
            await change.FinishAsync(db, actor, owner.Value, new FactorNews(AuditActions.PasskeyAdded, "A passkey was added", $"The passkey “{called}” was added to your account. It signs you in without a password.")
            {
                Changes = new Changes().Set("passkey", null, called), Shown = true,
            }, ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return FactorErrors.PasskeyNotAdded;
        }

        await transaction.CommitAsync(ct);
        Tell(actor);
        return Result<IReadOnlyList<string>>.Of(first);
    }

    public async Task<Result> RenameAsync(Actor actor, Guid id, string? name, CancellationToken ct)
    {
        var called = PersonName.Clean(name);
        if (called.Length == 0) return FactorErrors.NameMissing;
        if (called.Length > Passkey.MaxNameLength) return FactorErrors.NameLong;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var passkey = await db.Passkeys.FirstOrDefaultAsync(p => p.Id == id && p.IdentityId == actor.Id, ct);
        if (passkey is null) return FactorErrors.NoPasskey;
        if (passkey.Name == called) return Result.Ok;

        audit.Add(db, actor, AuditActions.PasskeyRenamed, new AuditTarget(AuditTarget.User, actor.Id, actor.Name), new Changes().Set("passkey", passkey.Name, called));
        passkey.Name = called;
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result.Ok;
    }

    public async Task<Result> RemoveAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var owner = await change.BeginOwnAsync(db, actor, ct);
        if (!owner.Succeeded) return owner.Error!;
        var passkey = await db.Passkeys.FirstOrDefaultAsync(p => p.Id == id && p.IdentityId == actor.Id, ct);
        if (passkey is null) return FactorErrors.NoPasskey;
        var isLast = owner.Value.Before is { HasAuthenticator: false, Passkeys: 1 };
        if (isLast && await requirement.IsRequiredAsync(db, await SecurityPolicies.OfAsync(db, actor.AccountId, ct), actor.Id, ct)) return FactorErrors.LastFactor;

        db.Passkeys.Remove(passkey);
        if (isLast) await RecoveryCodeWriter.ClearAsync(db, actor.Id, ct);
        await change.FinishAsync(db, actor, owner.Value, new FactorNews(AuditActions.PasskeyRemoved, "A passkey was removed", $"The passkey “{passkey.Name}” was removed from your account. It doesn’t sign you in any more.")
        {
            Changes = new Changes().Set("passkey", passkey.Name, null),
        }, ct);
        await transaction.CommitAsync(ct);
        Tell(actor);
        return Result.Ok;
    }

    private static Passkey Row(Actor actor, UserPasskeyInfo made, string name, DateTimeOffset now) => new()
    {
        IdentityId = actor.Id, AccountId = actor.AccountId, CredentialId = made.CredentialId, PublicKey = made.PublicKey, Name = name, SignCount = made.SignCount,
        Transports = string.Join(',', (made.Transports ?? []).Intersect(KnownTransports, StringComparer.Ordinal)), IsUserVerified = made.IsUserVerified,
        IsBackupEligible = made.IsBackupEligible, IsBackedUp = made.IsBackedUp, AttestationObject = made.AttestationObject, ClientDataJson = made.ClientDataJson, CreatedAt = now,
    };

    private void Tell(Actor actor)
    {
        change.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
    }
}
