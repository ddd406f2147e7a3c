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
    public static readonly Error Changed = new("changed_meanwhile", 412, "Somebody changed this while you were typing. What you typed is kept.");

    public Task<Result> RenameAsync(Actor actor, string? wanted, CancellationToken ct) => RenameAsync(actor, wanted, seen: null, ct);

    /// <summary>The name people read in mails and on the sign-in page; the slug, which stands in addresses, stays.</summary>
    /// <param name="seen">The name the form was filled from; another one by now is left alone. Null: whatever it is.</param>
    public async Task<Result> RenameAsync(Actor actor, string? wanted, string? seen, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var name = PersonName.Clean(wanted);
        if (AccountProvisioning.CheckName(name) is { } problem) return problem;
        var account = await db.Accounts.SingleAsync(a => a.Id == actor.AccountId, ct);
        if (string.Equals(account.Name, name, StringComparison.Ordinal)) return Result.Ok;
        if (seen is not null && account.Name != seen) return Changed;

        var change = new Changes().Set("name", account.Name, name);
        account.Name = name;
        audit.Add(db, actor, AuditActions.AccountRenamed, new AuditTarget(AuditTarget.Account, account.Id, name), change);
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return Result.Ok;
    }

    /// <summary>What the account is called now and who called it so, for a change that came second.</summary>
    public async Task<(string Name, ChangedBy? By)> NameNowAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == actor.AccountId, ct);
        var by = await access.IsOwnerAsync(db, actor, ct) ? await db.ChangedSinceAsync(actor.AccountId, account.Id, account.CreatedAt, ct) : null;
        return (account.Name, by?.GetValueOrDefault("name"));
    }
}
