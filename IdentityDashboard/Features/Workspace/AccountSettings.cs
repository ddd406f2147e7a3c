using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace;

/// <summary>What Owners may change about their account.</summary>
internal sealed class AccountSettings(IDbContextFactory<DashboardDbContext> dbs, AccessService access, AuditLog audit, ChangeFeed changes)
{
    /// <summary>The name people read in mails and on the sign-in page; the slug, which stands in addresses, stays.</summary>
    public async Task<Result> RenameAsync(Actor actor, string? wanted, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var name = PersonName.Clean(wanted);
        if (AccountProvisioning.CheckName(name) is { } problem) return problem;
        var account = await db.Accounts.SingleAsync(a => a.Id == actor.AccountId, ct);
        if (string.Equals(account.Name, name, StringComparison.Ordinal)) return Result.Ok;

        var change = new Changes().Set("name", account.Name, name);
        account.Name = name;
        audit.Add(db, actor, AuditActions.AccountRenamed, new AuditTarget(AuditTarget.Account, account.Id, name), change);
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return Result.Ok;
    }
}
