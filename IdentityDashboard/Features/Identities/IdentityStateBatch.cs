using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

public enum StateChange
{
    Suspend,
    Activate,
    Delete,
    Restore,
}

/// <summary>
/// Suspends, activates, deletes and restores many people within the caller's transaction, by the rules of
/// <see cref="IdentityLifecycle"/> and <see cref="IdentityRestore"/>: a fixed number of statements, however many people.
/// </summary>
internal sealed class IdentityStateBatch(GrantGuardBatch grants, StateHistory history, UniqueValuesBatch uniques, IOpenInvitations invitations, AuditLog audit, TimeProvider clock)
{
    /// <summary>What <see cref="ApplyAsync"/> would come to; writes nothing.</summary>
    /// <param name="expected">When something is taken back: whether the last change of somebody's state is the one meant.</param>
    public async Task<IReadOnlyList<BatchRow>> CheckAsync(
        DashboardDbContext db, Actor actor, StateChange change, IReadOnlyList<BatchTarget> targets, Func<StateEntry, bool>? expected, CancellationToken ct)
    {
        var people = await People(db, actor, targets).AsNoTracking().ToDictionaryAsync(i => i.Id, ct);
        return [.. (await JudgeAsync(db, actor, change, targets, people, expected, ct)).Select(v => v.Row)];
    }

    /// <summary>Changes the tracked people and adds the audit; the caller saves.</summary>
    public async Task<IReadOnlyList<BatchRow>> ApplyAsync(
        DashboardDbContext db, Actor actor, StateChange change, IReadOnlyList<BatchTarget> targets, Func<StateEntry, bool>? expected, CancellationToken ct)
    {
        var ids = targets.Select(t => t.Id).ToList();
        // Two changes that both touch owners wait for each other, so that one owner remains (A43).
        if (Locks(change) && await db.AccountOwners.AnyAsync(o => ids.Contains(o.IdentityId), ct))
        {
            await db.Accounts.Where(a => a.Id == actor.AccountId).ExecuteUpdateAsync(s => s.SetProperty(a => a.OwnersVersion, a => a.OwnersVersion + 1), ct);
        }

        await RowLocks.IdentitiesAsync(db, ids, ct);
        var people = await People(db, actor, targets).ToDictionaryAsync(i => i.Id, ct);
        var verdicts = await JudgeAsync(db, actor, change, targets, people, expected, ct);
        foreach (var verdict in verdicts.Where(v => v.Row.IsDone)) Change(db, actor, change, people[verdict.Row.Id], verdict.Into);
        var changed = verdicts.Where(v => v.Row.IsDone).Select(v => v.Row.Id).ToList();
        if (change == StateChange.Delete) await uniques.ReleaseAsync(db, changed, ct);
        // Promised to them, not to whoever gets the address next (A46).
        if (change == StateChange.Delete && changed.Count > 0) await invitations.RevokeForAsync(db, actor, [.. changed.Select(id => people[id].NormalizedEmail!)], ct);
        if (change == StateChange.Restore) await uniques.ReclaimAsync(db, changed, ct);
        return [.. verdicts.Select(v => v.Row)];
    }

    private static bool Locks(StateChange change) => change is StateChange.Suspend or StateChange.Delete;

    private static IQueryable<Identity> People(DashboardDbContext db, Actor actor, IReadOnlyList<BatchTarget> targets)
    {
        var ids = targets.Select(t => t.Id).ToList();
        return db.Identities.Where(i => ids.Contains(i.Id) && i.AccountId == actor.AccountId);
    }

    private async Task<IReadOnlyList<Verdict>> JudgeAsync(
        DashboardDbContext db, Actor actor, StateChange change, IReadOnlyList<BatchTarget> targets, Dictionary<Guid, Identity> people, Func<StateEntry, bool>? expected, CancellationToken ct)
    {
        var ids = people.Keys.ToList();
        var restores = change == StateChange.Restore;
        var covered = restores ? await grants.MayReturnAsync(db, actor, ids, ct) : await grants.CoveredAsync(db, actor, Permissions.IdentityManage, ids, ct);
        var last = restores || expected is not null ? await history.LastAsync(db, ids, ct) : [];
        var taken = restores ? await AddressesAsync(db, actor, people.Values, ct) : [];
        var held = restores ? await uniques.TakenAsync(db, ids, ct) : [];
        var verdicts = targets.Select(t => Judge(t, people.GetValueOrDefault(t.Id))).ToList();
        if (Locks(change) && await MustStayAsync(db, actor, [.. verdicts.Where(v => v.Row.IsDone).Select(v => v.Row.Id)], ct) is { } owner)
        {
            return [.. verdicts.Select(v => v.Row.Id == owner ? new Verdict(new BatchRow(owner, IdentityErrors.LastOwner.Message), default) : v)];
        }

        return verdicts;

        Verdict Judge(BatchTarget target, Identity? person)
        {
            if (person is null || (person.State == PrincipalState.Deleted && change != StateChange.Restore)) return Skip(BatchWords.Gone);
            if (person.Id == actor.Id) return Skip(IdentityErrors.Yourself.Message);
            if (!covered.Contains(person.Id)) return Skip(IdentityErrors.NotCovered.Message);
            if (WrongState(change, person) is { } wrong) return Skip(wrong);
            if (change == StateChange.Delete && person.Source != Identity.LocalSource) return Skip(IdentityErrors.Synced.Message);
            var entry = last.GetValueOrDefault(person.Id);
            if (expected is not null && (entry is null || !expected(entry))) return Skip(BatchWords.ChangedSince(entry?.ActorName));
            if (restores && held.TryGetValue(person.Id, out var value)) return Skip(value);
            if (restores && !taken.Add(person.NormalizedEmail!)) return Skip(IdentityErrors.EmailTaken.Message);
            return new Verdict(new BatchRow(person.Id), Into(change, entry));

            Verdict Skip(string reason) => new(new BatchRow(target.Id, reason), default);
        }
    }

    private string? WrongState(StateChange change, Identity person) => (change, person.State) switch
    {
        (StateChange.Suspend, PrincipalState.Suspended) => "Already suspended.",
        (StateChange.Suspend, PrincipalState.Deactivated) => "Deactivated: nothing to suspend.",
        (StateChange.Activate, PrincipalState.Active) => "Already active.",
        (StateChange.Restore, not PrincipalState.Deleted) => "Not deleted.",
        (StateChange.Restore, _) when person.DeletedAt is null || person.DeletedAt + IdentityRestore.Kept <= clock.GetUtcNow() => "Deleted more than 30 days ago.",
        _ => null,
    };

    /// <summary>Who is restored comes back as they were; without a record of that, on hold.</summary>
    private static PrincipalState Into(StateChange change, StateEntry? last) => change switch
    {
        StateChange.Suspend => PrincipalState.Suspended,
        StateChange.Delete => PrincipalState.Deleted,
        StateChange.Restore => last?.Before ?? PrincipalState.Suspended,
        _ => PrincipalState.Active,
    };

    private void Change(DashboardDbContext db, Actor actor, StateChange change, Identity person, PrincipalState into)
    {
        var old = person.State;
        person.Enter(into, clock.GetUtcNow());
        audit.Add(db, actor, StateHistory.ActionOf(change), new AuditTarget(AuditTarget.User, person.Id, person.FullName),
            new Changes().Set("state", old.ToString().ToLowerInvariant(), into.ToString().ToLowerInvariant()));
    }

    /// <summary>As <see cref="LastOwnerRule.MustStayAsync"/> answers, without writing: a preview asks too.</summary>
    private static async Task<Guid?> MustStayAsync(DashboardDbContext db, Actor actor, List<Guid> going, CancellationToken ct)
    {
        if (!await db.AccountOwners.AnyAsync(o => o.AccountId == actor.AccountId && going.Contains(o.IdentityId), ct)) return null;
        var active = await db.AccountOwners.Where(o => o.AccountId == actor.AccountId && db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active))
            .OrderBy(o => o.CreatedAt).ThenBy(o => o.IdentityId).Select(o => o.IdentityId).ToListAsync(ct);
        return active.TrueForAll(going.Contains) ? active.Select(id => (Guid?)id).FirstOrDefault() : null;
    }

    /// <summary>Of those who could come back, which addresses belong to somebody who is here.</summary>
    private static async Task<HashSet<string>> AddressesAsync(DashboardDbContext db, Actor actor, IEnumerable<Identity> people, CancellationToken ct)
    {
        var emails = people.Where(i => i.State == PrincipalState.Deleted).Select(i => i.NormalizedEmail!).Distinct().ToList();
        return (await db.Identities.Where(i => i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted && emails.Contains(i.NormalizedEmail!))
            .Select(i => i.NormalizedEmail!).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
    }

    private sealed record Verdict(BatchRow Row, PrincipalState Into);
}
