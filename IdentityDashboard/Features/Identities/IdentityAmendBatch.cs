using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Identities;

/// <param name="Groups">To be put into, where they aren't.</param>
internal sealed record AmendedPerson(Guid Id, IdentityAmendment Values, IReadOnlyList<GroupChoice> Groups);

/// <summary>Changes the records of many people within the caller's transaction, by the rules of <see cref="IdentityProfile"/>: a fixed number of statements, however many.</summary>
internal sealed class IdentityAmendBatch(GrantGuardBatch grants, GroupMembershipWriter groups, AttributeWriter attributes, IOpenInvitations invitations, AuditLog audit, TimeProvider clock)
{
    /// <summary>What <see cref="ApplyAsync"/> would come to. Nothing of the context may be saved afterwards.</summary>
    public Task<IReadOnlyList<Result<bool>>> CheckAsync(DashboardDbContext db, Actor actor, IReadOnlyList<AmendedPerson> people, CancellationToken ct) => AmendAsync(db, actor, people, writes: false, ct);

    /// <summary>One result per row: whether anything changed. The caller saves.</summary>
    public async Task<IReadOnlyList<Result<bool>>> ApplyAsync(DashboardDbContext db, Actor actor, IReadOnlyList<AmendedPerson> people, CancellationToken ct)
    {
        await RowLocks.IdentitiesAsync(db, [.. people.Select(p => p.Id)], ct);
        return await AmendAsync(db, actor, people, writes: true, ct);
    }

    private async Task<IReadOnlyList<Result<bool>>> AmendAsync(DashboardDbContext db, Actor actor, IReadOnlyList<AmendedPerson> people, bool writes, CancellationToken ct)
    {
        if (people.Count == 0) return [];
        var ids = people.Select(p => p.Id).ToList();
        var records = await db.Identities.Where(i => ids.Contains(i.Id) && i.AccountId == actor.AccountId && i.State != PrincipalState.Deleted).ToDictionaryAsync(i => i.Id, ct);
        var covered = await grants.CoveredAsync(db, actor, Permissions.IdentityManage, [.. records.Keys], ct);
        var joining = await JoiningAsync(db, actor, people, writes, ct);
        var changes = people.Select(_ => new Changes()).ToList();
        var traits = await TraitsAsync(db, actor, people, records, covered, changes, ct);
        var moved = new List<string>();
        List<Result<bool>> results = [.. people.Select((p, i) => Amend(p, changes[i], traits.GetValueOrDefault(i)))];
        // As in IdentityProfile: what was promised to an address isn't for whoever has it next (A46).
        if (writes && moved.Count > 0) await invitations.RevokeForAsync(db, actor, moved, ct);
        return results;

        Result<bool> Amend(AmendedPerson person, Changes changed, Result<string>? extra)
        {
            if (!records.TryGetValue(person.Id, out var record)) return IdentityErrors.NotFound;
            if (Refusal(record, covered) is { } refusal) return refusal;
            var errors = new FieldErrors();
            var values = ProfileValues.Of(record, person.Values, errors);
            errors.Add(extra?.Error);
            if (errors.Any) return errors.ToError();
            if (person.Groups.Select(g => joining.Refused.GetValueOrDefault(g.Id)).FirstOrDefault(e => e is not null) is { } refused) return refused;

            var former = record.NormalizedEmail!;
            values.ApplyTo(record, changed);
            if (record.NormalizedEmail != former) moved.AddRange([former, record.NormalizedEmail!]);
            if (changed.Fields.Count > 0) Record(db, actor, record, changed, extra?.Value);
            var into = person.Groups.DistinctBy(g => g.Id).Where(g => !joining.In.Contains((g.Id, person.Id))).ToList();
            foreach (var group in writes ? into : []) groups.Add(db, actor, group, person.Id, record.FullName);
            return changed.Fields.Count > 0 || into.Count > 0;
        }
    }

    private static Error? Refusal(Identity record, IReadOnlySet<Guid> covered) =>
        !covered.Contains(record.Id) ? IdentityErrors.NotCovered : record.Source != Identity.LocalSource ? IdentityErrors.Synced : null;

    /// <summary>By position; only of those who get any, so that an attribute made required since stops nobody else.</summary>
    private async Task<Dictionary<int, Result<string>>> TraitsAsync(
        DashboardDbContext db, Actor actor, IReadOnlyList<AmendedPerson> people, Dictionary<Guid, Identity> records, IReadOnlySet<Guid> covered, List<Changes> changes, CancellationToken ct)
    {
        var places = people.Index().Where(p => p.Item.Values.Traits.Count > 0 && records.TryGetValue(p.Item.Id, out var record) && Refusal(record, covered) is null).Select(p => p.Index).ToList();
        if (places.Count == 0) return [];
        var changed = await attributes.ChangeAsync(db, actor.AccountId, [.. places.Select(i => new TraitsChange(people[i].Id, people[i].Values.Traits, changes[i]))], ct);
        return places.Zip(changed).ToDictionary(p => p.First, p => p.Second);
    }

    private void Record(DashboardDbContext db, Actor actor, Identity record, Changes changed, string? searchExtra)
    {
        record.SearchExtra = searchExtra ?? record.SearchExtra;
        record.UpdatedAt = clock.GetUtcNow();
        record.ConcurrencyStamp = Guid.NewGuid().ToString();
        record.Refresh();
        audit.Add(db, actor, AuditActions.UserUpdated, new AuditTarget(AuditTarget.User, record.Id, record.FullName), changed);
    }

    private async Task<(HashSet<(Guid Group, Guid Person)> In, Dictionary<Guid, Error?> Refused)> JoiningAsync(
        DashboardDbContext db, Actor actor, IReadOnlyList<AmendedPerson> people, bool writes, CancellationToken ct)
    {
        var chosen = people.SelectMany(p => p.Groups).DistinctBy(g => g.Id).ToList();
        if (chosen.Count == 0) return ([], []);
        var refused = new Dictionary<Guid, Error?>();
        foreach (var group in chosen) refused[group.Id] = await groups.CheckAsync(db, actor, [group], ct);
        var (groupIds, ids) = (chosen.Select(g => g.Id).ToList(), people.Where(p => p.Groups.Count > 0).Select(p => p.Id).ToList());
        if (writes) await groups.ClearEndedAsync(db, groupIds, ids, ct);
        var now = clock.GetUtcNow();
        var inside = await db.GroupMembers.Where(m => groupIds.Contains(m.GroupId) && ids.Contains(m.IdentityId) && (m.EffectiveTo == null || m.EffectiveTo > now))
            .Select(m => new { m.GroupId, m.IdentityId }).ToListAsync(ct);
        return ([.. inside.Select(m => (m.GroupId, m.IdentityId))], refused);
    }
}
