using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>What the page asks for: somebody with a temporary password has just typed it and isn't asked again.</summary>
public sealed record PasswordChangeView(string AccountName, string Email, string FirstName, string LastName, bool MustChange);

/// <summary>People change their own password. All their other sessions end.</summary>
internal sealed class PasswordChange(
    IDbContextFactory<DashboardDbContext> dbs, CurrentPassword current, PasswordService passwords, PasswordWriter writer, ChangeFeed changes)
{
    public async Task<Result<PasswordChangeView>> OpenAsync(Guid accountId, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await RecoveryLinks.PersonAsync(db, accountId, identityId, ct);
        return person is null ? CredentialErrors.NotFound : new PasswordChangeView(person.AccountName, person.Email, person.FirstName, person.LastName, person.MustChange);
    }

    public async Task<Result> ChangeAsync(Guid accountId, Guid identityId, string? typed, string? password, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await RecoveryLinks.PersonAsync(db, accountId, identityId, ct);
        if (person is null) return CredentialErrors.NotFound;
        if (!person.MustChange && await current.ProblemAsync(db, person, typed, ct) is { } wrong) return wrong;
        if (person.PasswordProblem(password) is { } problem) return Error.Field("validation_failed", 422, "password", problem);
        if (passwords.Verify(person.PasswordHash, password!)) return CredentialErrors.SamePassword;

        var hash = passwords.Hash(password!);
        var themselves = new Actor(ActorKind.Identity, person.Id, person.FullName, person.AccountId, ip);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await writer.SetAsync(db, person, hash, provesAddress: false, themselves, ct)) return CredentialErrors.NotFound;
        await transaction.CommitAsync(ct);
        changes.Publish(accountId, ChangeTopic.Identities);
        return Result.Ok;
    }
}
