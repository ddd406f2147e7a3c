using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
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
/// <see cref="IdentityLifecycle"/>: a fixed number of statements, however many people.
/// </summary>
internal sealed class IdentityStateBatch(GrantGuardBatch grants, StateHistory history, AuditLog audit, TimeProvider clock)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

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
        var covered = await grants.CoveredAsync(db, actor, Permissions.IdentityManage, ids, ct);
        var owners = Locks(change) ? await ActiveOwnersAsync(db, actor, ids, ct) : Owners.None;
        var last = change == StateChange.Restore || expected is not null ? await history.LastAsync(db, ids, ct) : [];
        var taken = change == StateChange.Restore ? await AddressesAsync(db, actor, people.Values, ct) : [];
        return [.. targets.Select(t => Judge(t, people.GetValueOrDefault(t.Id)))];

        Verdict Judge(BatchTarget target, Identity? person)
        {
            if (person is null || (person.State == PrincipalState.Deleted && change != StateChange.Restore)) return Skip(BatchWords.Gone);
            if (person.Id == actor.Id) return Skip(IdentityErrors.Yourself.Message);
            if (!covered.Contains(person.Id)) return Skip(IdentityErrors.NotCovered.Message);
            if (WrongState(change, person) is { } wrong) return Skip(wrong);
            if (change == StateChange.Delete && person.Source != Identity.LocalSource) return Skip(IdentityErrors.Synced.Message);
            var entry = last.GetValueOrDefault(person.Id);
            if (expected is not null && (entry is null || !expected(entry))) return Skip(BatchWords.ChangedSince(entry?.ActorName));
            if (change == StateChange.Restore && !taken.Add(person.NormalizedEmail!)) return Skip("Somebody else has this address now.");
            return owners.IsLast(person.Id) ? Skip(IdentityErrors.LastOwner.Message) : new Verdict(new BatchRow(person.Id), Into(change, entry));

            Verdict Skip(string reason) => new(new BatchRow(target.Id, reason), default);
        }
    }

    private string? WrongState(StateChange change, Identity person) => (change, person.State) switch
    {
        (StateChange.Suspend, PrincipalState.Suspended) => "Already suspended.",
        (StateChange.Suspend, PrincipalState.Deactivated) => "Deactivated: nothing to suspend.",
        (StateChange.Activate, PrincipalState.Active) => "Already active.",
        (StateChange.Restore, not PrincipalState.Deleted) => "Not deleted.",
        (StateChange.Restore, _) when person.DeletedAt is null || person.DeletedAt <= clock.GetUtcNow() - Kept => "Deleted more than 30 days ago.",
        _ => null,
    };

    /// <summary>Who is restored comes back as they were: a suspended person stays suspended.</summary>
    private static PrincipalState Into(StateChange change, StateEntry? last) => change switch
    {
        StateChange.Suspend => PrincipalState.Suspended,
        StateChange.Delete => PrincipalState.Deleted,
        StateChange.Restore => last?.Before ?? PrincipalState.Active,
        _ => PrincipalState.Active,
    };

    private void Change(DashboardDbContext db, Actor actor, StateChange change, Identity person, PrincipalState into)
    {
        var (old, now) = (person.State, clock.GetUtcNow());
        person.State = into;
        person.DeletedAt = into == PrincipalState.Deleted ? now : null;
        person.UpdatedAt = now;
        person.SecurityStamp = Guid.NewGuid().ToString("N");
        if (Locks(change)) person.SessionsEnded = SessionEnd.StateChanged;
        audit.Add(db, actor, StateHistory.ActionOf(change), new AuditTarget(AuditTarget.User, person.Id, person.FullName),
            new Changes().Set("state", old.ToString().ToLowerInvariant(), into.ToString().ToLowerInvariant()));
    }

    private static async Task<Owners> ActiveOwnersAsync(DashboardDbContext db, Actor actor, List<Guid> ids, CancellationToken ct)
    {
        if (!await db.AccountOwners.AnyAsync(o => ids.Contains(o.IdentityId), ct)) return Owners.None;
        var all = await db.AccountOwners.Where(o => o.AccountId == actor.AccountId)
            .Select(o => new { o.IdentityId, IsActive = db.Identities.Any(i => i.Id == o.IdentityId && i.State == PrincipalState.Active) }).ToListAsync(ct);
        return new Owners(all.Select(o => o.IdentityId).ToHashSet(), all.Where(o => o.IsActive).Select(o => o.IdentityId).ToHashSet());
    }

    /// <summary>Of those who could come back, which addresses belong to somebody who is here.</summary>
    private static async Task<HashSet<string>> AddressesAsync(DashboardDbContext db, Actor actor, IEnumerable<Identity> people, CancellationToken ct)
    {
        var emails = people.Where(i => i.State == PrincipalState.Deleted).Select(i => i.NormalizedEmail!).Distinct().ToList();
        return (await db.Identities.Where(i => i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted && emails.Contains(i.NormalizedEmail!))
            .Select(i => i.NormalizedEmail!).ToListAsync(ct)).ToHashSet(StringComparer.Ordinal);
    }

    private sealed record Verdict(BatchRow Row, PrincipalState Into);

    /// <summary>Remembers who of the owners remains while a batch takes one after the other.</summary>
    private sealed record Owners(HashSet<Guid> All, HashSet<Guid> Active)
    {
        public static Owners None => new([], []);

        /// <summary>Counts the person as gone, unless nobody would remain.</summary>
        public bool IsLast(Guid person)
        {
            if (!All.Contains(person)) return false;
            if (Active.All(id => id == person)) return true;
            Active.Remove(person);
            return false;
        }
    }
}
