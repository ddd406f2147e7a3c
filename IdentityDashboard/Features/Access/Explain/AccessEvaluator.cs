using IdentityDashboard.Data;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access.Explain;

/// <summary>Answers many questions about access at once, for who may read the environment.</summary>
internal sealed class AccessEvaluator(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AccessDecisions decisions)
{
    /// <returns>A verdict per question, in their order, or why there is none; a refusal of all for who may not ask.</returns>
    public async Task<Result<IReadOnlyList<Result<AccessVerdict>>>> EvaluateAsync(Actor actor, Guid environmentId, IReadOnlyList<AccessQuestion> questions, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.MayReadEnvironmentAsync(db, actor, environmentId, ct)) return CommonErrors.Forbidden;
        return Result<IReadOnlyList<Result<AccessVerdict>>>.Of(await decisions.DecideAsync(db, actor.AccountId, environmentId, questions, ct));
    }
}
