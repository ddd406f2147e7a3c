using IdentityDashboard.Data;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Credentials.Factors;

/// <summary>People get new recovery codes when the old ones are used up or may have been seen.</summary>
internal sealed class RecoveryCodeService(IDbContextFactory<DashboardDbContext> dbs, FactorChange change, RecoveryCodeWriter codes, ChangeFeed changes)
{
    /// <returns>Ten new codes; the old ones are dead.</returns>
    public async Task<Result<IReadOnlyList<string>>> RenewAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var owner = await change.BeginOwnAsync(db, actor, ct);
        if (!owner.Succeeded) return owner.Error!;
        if (!owner.Value.Before.HasAny) return FactorErrors.NoFactor;

        var renewed = await codes.RenewAsync(db, owner.Value, ct);
        var news = new FactorNews(AuditActions.RecoveryCodesRenewed, "New recovery codes", "New recovery codes were made for you. The ones before don’t work any more.");
        await change.FinishAsync(db, actor, owner.Value, news, ct);
        await transaction.CommitAsync(ct);

        change.Wake();
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
        return Result<IReadOnlyList<string>>.Of(renewed);
    }
}
