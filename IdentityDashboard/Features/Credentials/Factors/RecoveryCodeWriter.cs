using IdentityDashboard.Data;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>Gives somebody new recovery codes in the caller's transaction; those before die.</summary>
internal sealed class RecoveryCodeWriter(TimeProvider clock)
{
    /// <returns>The codes, to be shown once.</returns>
    public async Task<IReadOnlyList<string>> RenewAsync(DashboardDbContext db, FactorOwner owner, CancellationToken ct)
    {
        await ClearAsync(db, owner.Person.Id, ct);
        var now = clock.GetUtcNow();
        var codes = Enumerable.Range(0, RecoveryCodeText.Count).Select(_ => RecoveryCodeText.New()).ToList();
        db.RecoveryCodes.AddRange(codes.Select(code => new RecoveryCode
        {
            IdentityId = owner.Person.Id, AccountId = owner.Person.AccountId, CodeHash = RecoveryCodeText.Hash(owner.Person.Id, code)!, CreatedAt = now,
        }));
        return codes;
    }

    /// <summary>They come with the first factor; later ones leave them as they are.</summary>
    public async Task<IReadOnlyList<string>> FirstAsync(DashboardDbContext db, FactorOwner owner, CancellationToken ct) =>
        owner.Before.HasAny ? [] : await RenewAsync(db, owner, ct);

    public static Task<int> ClearAsync(DashboardDbContext db, Guid identityId, CancellationToken ct) =>
        db.RecoveryCodes.Where(c => c.IdentityId == identityId).ExecuteDeleteAsync(ct);
}
