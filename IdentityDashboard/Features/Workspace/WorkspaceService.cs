using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace;

internal sealed class WorkspaceService(IDbContextFactory<DashboardDbContext> dbs, AccessService access, TimeProvider clock, ChangeFeed changes)
{
    /// <summary>Environments in which the actor holds a permission at any node (for an Owner: all), the one last chosen being active.</summary>
    public async Task<WorkspaceView> GetAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var account = await db.Accounts.AsNoTracking().SingleAsync(a => a.Id == actor.AccountId, ct);
        var owner = await access.IsOwnerAsync(db, actor, ct);
        var preference = await db.AdminPreferences.AsNoTracking().FirstOrDefaultAsync(p => p.IdentityId == actor.Id, ct);
        var all = await (from e in db.Environments
                         where e.AccountId == actor.AccountId
                         join a in db.Applications on e.ApplicationId equals a.Id
                         join n in db.Nodes on e.Id equals n.EnvironmentId
                         where n.ParentId == null
                         orderby a.Name, e.Position
                         select new WorkspaceChoice(a.Id, a.Name, e.Id, e.Name, e.Kind, n.Id)).ToListAsync(ct);

        var held = await access.HeldInAsync(db, actor, ct);
        var choices = all.FindAll(c => owner || held.Contains(c.EnvironmentId));
        var active = choices.Find(c => c.EnvironmentId == preference?.EnvironmentId) ?? choices.FirstOrDefault();
        var somewhere = active is null ? [] : held[active.EnvironmentId].ToList();
        var here = somewhere.Where(h => h.NodeId == active!.RootNodeId).Select(h => h.Key).ToHashSet(StringComparer.Ordinal);
        var anywhere = somewhere.Select(h => h.Key).ToHashSet(StringComparer.Ordinal);
        var administers = owner || anywhere.Contains(Permissions.IdentityRead) || here.Contains(Permissions.AuditRead);
        return new WorkspaceView(
            account.Id, account.Name, account.Slug, account.FirstAdministratorId, active, choices, owner, here, administers,
            preference?.GuideDismissedAt is not null, (preference?.GuideSkipped ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal))
        {
            NoSingleKeys = preference?.NoSingleKeys ?? false,
            HeldSomewhere = anywhere,
            LogoPath = await db.AccountBrands.Where(b => b.AccountId == actor.AccountId).Select(b => b.LogoVersion).FirstOrDefaultAsync(ct) is { } logo ? BrandAddress.Of(account.Slug, logo) : null,
            MayRequest = held.Any(e => e.Any(h => h.Key == Permissions.AccessRequest)),
            MayApprove = held.Any(e => e.Any(h => h.Key == Permissions.AccessApprove)),
        };
    }

    /// <summary>When the actor's rights change by themselves next, because a role begins or ends; null for never.</summary>
    public async Task<DateTimeOffset?> NextChangeAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        return await access.NextChangeAsync(db, actor.Id, ct);
    }

    public Task ChooseEnvironmentAsync(Actor actor, Guid environmentId, CancellationToken ct) =>
        PreferAsync(actor, p => p.EnvironmentId = environmentId, ct);

    public Task DismissGuideAsync(Actor actor, bool dismissed, CancellationToken ct) =>
        PreferAsync(actor, p => p.GuideDismissedAt = dismissed ? clock.GetUtcNow() : null, ct);

    public Task UseSingleKeysAsync(Actor actor, bool use, CancellationToken ct) =>
        PreferAsync(actor, p => p.NoSingleKeys = !use, ct);

    /// <summary>Remembers that a step is skipped, or no longer is.</summary>
    public Task SkipGuideStepAsync(Actor actor, string step, bool skipped, CancellationToken ct) => PreferAsync(actor, p =>
    {
        var steps = p.GuideSkipped.Split(',', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        _ = skipped ? steps.Add(step) : steps.Remove(step);
        p.GuideSkipped = string.Join(',', steps.Order(StringComparer.Ordinal));
    }, ct);

    private async Task PreferAsync(Actor actor, Action<AdminPreference> change, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var preference = await db.AdminPreferences.FirstOrDefaultAsync(p => p.IdentityId == actor.Id, ct);
        if (preference is null) db.AdminPreferences.Add(preference = new AdminPreference { IdentityId = actor.Id });
        change(preference);
        await db.SaveChangesAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Settings);
    }
}
