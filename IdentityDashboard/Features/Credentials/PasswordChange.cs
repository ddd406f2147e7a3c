using IdentityDashboard.Data;
using IdentityDashboard.Features.Credentials.Policy;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials;

/// <summary>What the page asks for: somebody with a temporary password has just typed it and isn't asked again.</summary>
/// <param name="ExpiredAfterDays">How long passwords last here, where the person's has outlived it.</param>
public sealed record PasswordChangeView(string AccountName, string Email, string FirstName, string LastName, bool MustChange, int? ExpiredAfterDays)
{
    public bool IsForced => MustChange || ExpiredAfterDays is not null;
}

/// <summary>People change their own password. All their other sessions end.</summary>
internal sealed class PasswordChange(
    IDbContextFactory<DashboardDbContext> dbs, CurrentPassword current, PasswordChoice choice, PasswordWriter writer, ChangeFeed changes, TimeProvider clock)
{
    public async Task<Result<PasswordChangeView>> OpenAsync(Guid accountId, Guid identityId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await RecoveryLinks.PersonAsync(db, accountId, identityId, ct);
        if (person is null) return CredentialErrors.NotFound;
        var policy = await SecurityPolicies.OfAsync(db, accountId, ct);
        var expired = person.PasswordHash is not null && PasswordAge.IsExpired(policy, person.PasswordSince, clock.GetUtcNow()) ? policy.PasswordMaxAgeDays : null;
        return new PasswordChangeView(person.AccountName, person.Email, person.FirstName, person.LastName, person.MustChange, expired);
    }

    public async Task<Result> ChangeAsync(Guid accountId, Guid identityId, string? typed, string? password, string? ip, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var person = await RecoveryLinks.PersonAsync(db, accountId, identityId, ct);
        if (person is null) return CredentialErrors.NotFound;
        if (!person.MustChange && await current.ProblemAsync(db, person, typed, ct) is { } wrong) return wrong;
        var hash = await choice.HashAsync(db, person, password, ct);
        if (!hash.Succeeded) return hash.Error!;

        var themselves = new Actor(ActorKind.Identity, person.Id, person.FullName, person.AccountId, ip);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await writer.SetAsync(db, person, hash.Value, provesAddress: false, themselves, ct)) return CredentialErrors.NotFound;
        await transaction.CommitAsync(ct);
        changes.Publish(accountId, ChangeTopic.Identities);
        return Result.Ok;
    }
}
