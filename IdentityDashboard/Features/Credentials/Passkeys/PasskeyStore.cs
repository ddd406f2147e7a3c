using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Passkeys;

/// <summary>Whose passkey it is.</summary>
internal sealed record PasskeyOwner(Guid Id, Guid AccountId, string FirstName, string LastName, PrincipalState State)
{
    public string FullName => Platform.People.PersonName.Join(FirstName, LastName);
}

/// <summary>
/// What ASP.NET Core's passkey handler needs to know of people and their passkeys. It only reads: passkeys are written by
/// <see cref="PasskeyService"/>, together with what belongs to such a change.
/// </summary>
internal sealed class PasskeyStore(IDbContextFactory<DashboardDbContext> dbs) : IUserPasskeyStore<PasskeyOwner>
{
    public async Task<PasskeyOwner?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(userId, out var id)) return null;
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await db.Identities.Where(i => i.Id == id && i.State != PrincipalState.Deleted)
            .Select(i => new PasskeyOwner(i.Id, i.AccountId, i.FirstName, i.LastName, i.State)).FirstOrDefaultAsync(cancellationToken);
    }

    public Task<string> GetUserIdAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString());

    public Task<string?> GetUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.FullName);

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyOwner user, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var held = await db.Passkeys.AsNoTracking().Where(p => p.IdentityId == user.Id).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        return [.. held.Select(Info)];
    }

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        var found = await db.Passkeys.AsNoTracking().FirstOrDefaultAsync(p => p.IdentityId == user.Id && p.CredentialId == credentialId, cancellationToken);
        return found is null ? null : Info(found);
    }

    public async Task<PasskeyOwner?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken)
    {
        await using var db = await dbs.CreateDbContextAsync(cancellationToken);
        return await (from passkey in db.Passkeys
                      where passkey.CredentialId == credentialId
                      join i in db.Identities on passkey.IdentityId equals i.Id
                      select new PasskeyOwner(i.Id, i.AccountId, i.FirstName, i.LastName, i.State)).FirstOrDefaultAsync(cancellationToken);
    }

    public void Dispose()
    {
        // Nothing is held between two questions.
    }

    public Task AddOrUpdatePasskeyAsync(PasskeyOwner user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw OnlyReads();

    public Task RemovePasskeyAsync(PasskeyOwner user, byte[] credentialId, CancellationToken cancellationToken) => throw OnlyReads();

    public Task<PasskeyOwner?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw OnlyReads();

    public Task<string?> GetNormalizedUserNameAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw OnlyReads();

    public Task SetUserNameAsync(PasskeyOwner user, string? userName, CancellationToken cancellationToken) => throw OnlyReads();

    public Task SetNormalizedUserNameAsync(PasskeyOwner user, string? normalizedName, CancellationToken cancellationToken) => throw OnlyReads();

    public Task<IdentityResult> CreateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw OnlyReads();

    public Task<IdentityResult> UpdateAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw OnlyReads();

    public Task<IdentityResult> DeleteAsync(PasskeyOwner user, CancellationToken cancellationToken) => throw OnlyReads();

    private static UserPasskeyInfo Info(Passkey p) => new(
        p.CredentialId, p.PublicKey, p.CreatedAt, (uint)p.SignCount, p.Transports.Length == 0 ? null : p.Transports.Split(','), p.IsUserVerified, p.IsBackupEligible, p.IsBackedUp,
        p.AttestationObject, p.ClientDataJson) { Name = p.Name };

    private static NotSupportedException OnlyReads() => new("People and passkeys aren't written through the passkey handler.");
}
