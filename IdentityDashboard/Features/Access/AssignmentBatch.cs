using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Access;

/// <param name="Until">Just before this the role ends by itself; null never.</param>
public sealed record BatchGrant(Guid EnvironmentId, Guid RoleId, Guid NodeId, DateTimeOffset? Until);

/// <summary>Gives a role at a node to many people, and takes it back, within the caller's transaction.</summary>
internal sealed class AssignmentBatch(GrantGuard grants, AccessQueries names, AssignmentWriter writer, AuditLog audit, TimeProvider clock)
{
    private sealed record Held(Guid PersonId, DateTimeOffset? Until);

    /// <summary>What <see cref="AddAsync"/> would come to; writes nothing.</summary>
    public async Task<IReadOnlyList<BatchRow>> CheckAddAsync(DashboardDbContext db, Actor actor, BatchGrant grant, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        if (await RefusalAsync(db, actor, grant, ct) is { } refusal) return [.. targets.Select(t => new BatchRow(t.Id, refusal))];
        var ids = targets.Select(t => t.Id).ToList();
        var now = clock.GetUtcNow();
        var here = (await db.Identities.Where(i => ids.Contains(i.Id) && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted).Select(i => i.Id).ToListAsync(ct)).ToHashSet();
        var held = (await db.Assignments
            .Where(a => a.NodeId == grant.NodeId && a.RoleId == grant.RoleId && a.IdentityId != null && ids.Contains(a.IdentityId.Value) && (a.EffectiveTo == null || a.EffectiveTo > now))
            .Select(a => new Held(a.IdentityId!.Value, a.EffectiveTo)).ToListAsync(ct)).ToLookup(h => h.PersonId);
        return [.. targets.Select(t => new BatchRow(t.Id, !here.Contains(t.Id) ? BatchWords.Gone : held[t.Id].FirstOrDefault() is { } has ? Has(has) : null))];
    }

    public async Task<IReadOnlyList<BatchRow>> AddAsync(DashboardDbContext db, Actor actor, BatchGrant grant, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        var found = await CheckAddAsync(db, actor, grant, targets, ct);
        if (!found.Any(r => r.IsDone)) return found;
        var named = (await names.NameAsync(db, actor.AccountId, grant.RoleId, grant.NodeId, ct))!;
        var people = await NamesAsync(db, found, ct);
        return [.. found.Select(r => r.IsDone ? r with { MadeId = writer.Add(db, actor, named, r.Id, people[r.Id], until: grant.Until) } : r)];
    }

    /// <summary>What <see cref="RemoveAsync"/> would come to; writes nothing.</summary>
    public async Task<IReadOnlyList<BatchRow>> CheckRemoveAsync(DashboardDbContext db, Actor actor, BatchGrant grant, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        if (await RefusalAsync(db, actor, grant, ct) is { } refusal) return [.. targets.Select(t => new BatchRow(t.Id, refusal, t.MadeId))];
        var made = targets.Where(t => t.MadeId is not null).Select(t => t.MadeId!.Value).ToList();
        var here = await db.Assignments.Where(a => made.Contains(a.Id) && a.AccountId == actor.AccountId && a.IdentityId != null && a.RoleId == grant.RoleId && a.NodeId == grant.NodeId)
            .Select(a => new { a.Id, a.EffectiveTo }).ToDictionaryAsync(a => a.Id, a => a.EffectiveTo, ct);
        return [.. targets.Select(t => new BatchRow(t.Id, Problem(t), t.MadeId))];

        string? Problem(BatchTarget target)
        {
            if (target.MadeId is not { } id || !here.TryGetValue(id, out var until)) return "The role was taken away since.";
            return until == grant.Until ? null : "The role’s end was changed since.";
        }
    }

    /// <summary>Takes away the assignments that <see cref="AddAsync"/> made.</summary>
    public async Task<IReadOnlyList<BatchRow>> RemoveAsync(DashboardDbContext db, Actor actor, BatchGrant grant, IReadOnlyList<BatchTarget> targets, CancellationToken ct)
    {
        var found = await KeepLastAdminAsync(db, await CheckRemoveAsync(db, actor, grant, targets, ct), ct);
        if (!found.Any(r => r.IsDone)) return found;
        var named = (await names.NameAsync(db, actor.AccountId, grant.RoleId, grant.NodeId, ct))!;
        var people = await NamesAsync(db, found, ct);
        var made = found.Where(r => r.IsDone).Select(r => r.MadeId!.Value).ToList();
        db.Assignments.RemoveRange(await db.Assignments.Where(a => made.Contains(a.Id)).ToListAsync(ct));
        foreach (var row in found.Where(r => r.IsDone))
        {
            audit.Add(db, actor, AuditActions.AssignmentRemoved, new AuditTarget(AuditTarget.User, row.Id, people[row.Id]),
                new Changes().Set("role", named.RoleName, null).Set("node", named.NodePath, null).Set("environment", named.EnvironmentName, null));
        }

        return found;
    }

    private async Task<IReadOnlyList<BatchRow>> KeepLastAdminAsync(DashboardDbContext db, IReadOnlyList<BatchRow> rows, CancellationToken ct)
    {
        var stay = await LastAdminRule.MustStayAsync(db, [.. rows.Where(r => r.IsDone).Select(r => r.MadeId!.Value)], clock.GetUtcNow(), ct);
        return stay.Count == 0 ? rows : [.. rows.Select(r => r.IsDone && stay.Contains(r.MadeId!.Value) ? r with { Reason = AccessErrors.LastAdmin.Message } : r)];
    }

    private async Task<string?> RefusalAsync(DashboardDbContext db, Actor actor, BatchGrant grant, CancellationToken ct)
    {
        if (grant.Until <= clock.GetUtcNow()) return "The role’s end has passed.";
        return (await grants.CheckRoleAsync(db, actor, grant.EnvironmentId, grant.RoleId, grant.NodeId, ct))?.Message;
    }

    private static string Has(Held held) => held.Until is { } until
        ? $"Already has this role here, until {until.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture)}."
        : "Already has this role here.";

    private static Task<Dictionary<Guid, string>> NamesAsync(DashboardDbContext db, IReadOnlyList<BatchRow> rows, CancellationToken ct)
    {
        var ids = rows.Where(r => r.IsDone).Select(r => r.Id).ToList();
        return db.Identities.Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, i => (i.FirstName + " " + i.LastName).Trim(), ct);
    }
}
