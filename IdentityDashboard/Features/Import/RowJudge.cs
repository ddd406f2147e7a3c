using IdentityDashboard.Data;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Features.Import;

/// <summary>
/// Says of a batch of rows what each comes to, with the very rules that writing obeys; writes nothing. The check and
/// the run ask the same, so that what was announced is what happens.
/// </summary>
internal sealed class RowJudge(ImportRights rights, ImportPlaces places, IdentityAmendBatch amendments, AttributeWriter attributes, TimeProvider clock)
{
    private const string Address = "email";
    private const string Id = "external_id";

    /// <param name="db">Nothing of it may be saved afterwards.</param>
    public async Task<IReadOnlyList<JudgedRow>> JudgeAsync(DashboardDbContext db, ImportOrder order, IReadOnlyList<ImportRow> rows, ImportMemory memory, CancellationToken ct)
    {
        if (await rights.RefusalAsync(db, order.Actor, order.Mode, order.EnvironmentId, ct) is { } refusal) return [.. rows.Select(r => new JudgedRow(r, ImportVerdict.Error, [new RowProblem("", refusal.Message)]))];
        await db.PlanAnewAsync(ct);
        memory.Refresh();
        var people = await ImportPeople.LoadAsync(db, order, rows, clock.GetUtcNow(), ct);
        var managed = await places.ManagedAsync(db, order, ct);
        var roles = await ImportPlaces.RolesAsync(db, order, rows, ct);
        await ImportPlaces.NodesAsync(db, order, managed, rows, memory, ct);
        await places.GroupsAsync(db, order, rows, memory, ct);
        var judged = rows.Select(r => First(order, r, people, roles, memory)).ToList();
        await GrantsAsync(db, order, managed, judged, ct);
        await TraitsAsync(db, order, judged, memory, ct);
        await AmendmentsAsync(db, order, judged, ct);
        for (var i = 0; i < judged.Count; i++) judged[i] = Claim(judged[i], memory);
        return judged;
    }

    /// <summary>What the record of somebody who is here becomes.</summary>
    public static AmendedPerson Amended(JudgedRow row)
    {
        var person = row.Row.Person;
        return new AmendedPerson(row.PersonId!.Value, new IdentityAmendment { FirstName = person.FirstName, LastName = person.LastName, Phone = person.Phone, ExternalId = person.ExternalId, Traits = person.Traits }, row.Groups);
    }

    private static JudgedRow First(ImportOrder order, ImportRow row, ImportPeople people, IReadOnlyDictionary<string, Guid> roles, ImportMemory memory)
    {
        var problems = row.Problems.ToList();
        var here = people.Find(row);
        var verdict = ImportVerdict.Create;
        if (order.Mode == ImportMode.Invite) Invite();
        else if (here is not null) Existing();
        else if (row.NormalizedEmail is { } email && people.Invited.Contains(email)) problems.Add(ImportWords.InvitationRevoked);
        if (verdict is ImportVerdict.Unchanged && !row.IsBroken) return new JudgedRow(row, verdict, problems);

        if (order.Mode != ImportMode.Invite && people.IsHeldByAnother(row)) Conflict(ImportWords.ExternalIdHeld);
        var groups = row.Groups.Select(g => memory.Groups[g]).ToList();
        problems.AddRange(groups.Where(g => g.Problem is not null).Select(g => new RowProblem("groups", g.Problem!)));
        var (role, node) = (default(Guid?), default(Guid?));
        if (verdict == ImportVerdict.Create) (role, node) = Place();
        else if (row.Role is not null && order.GivesRoles) problems.Add(ImportWords.RolesForNewcomers);
        return new JudgedRow(row, verdict != ImportVerdict.Conflict && problems.Exists(p => !p.IsWarning) ? ImportVerdict.Error : verdict, problems)
        {
            PersonId = here?.Id, RoleId = role, NodeId = node, Groups = [.. groups.Select(g => g.Group).OfType<GroupChoice>().DistinctBy(g => g.Id)],
        };

        void Conflict(RowProblem problem) => (verdict, problems) = (ImportVerdict.Conflict, [.. problems, problem]);

        void Invite()
        {
            if (here is { IsMember: true }) verdict = ImportVerdict.Unchanged;
            else if (row.NormalizedEmail is { } address && people.Invited.Contains(address)) Conflict(new RowProblem(Address, InvitationErrors.AlreadyInvited.Message));
        }

        void Existing()
        {
            verdict = order.Choices.Existing == ExistingPeople.Update ? ImportVerdict.Update : ImportVerdict.Unchanged;
            if (!here!.IsMember) problems.Add(ImportWords.NotMember);
        }

        (Guid? Role, Guid? Node) Place()
        {
            if (!order.GivesRoles)
            {
                if (row.Role is not null) problems.Add(ImportWords.NoRolesHere);
                return (null, null);
            }

            var known = row.Role is null ? order.Choices.RoleId : roles.TryGetValue(row.Role, out var id) ? id : null;
            if (row.Role is not null && known is null) problems.Add(new RowProblem("role", $"There is no role “{row.Role}” here."));
            if (row.Node is null) return (known, known is null ? null : order.Choices.NodeId);
            var (at, problem) = memory.Nodes[row.Node];
            if (problem is not null) problems.Add(new RowProblem("node", problem));
            return (known, at);
        }
    }

    private async Task GrantsAsync(DashboardDbContext db, ImportOrder order, Access.Sight managed, List<JudgedRow> judged, CancellationToken ct)
    {
        if (!order.GivesRoles) return;
        var answers = await places.GrantsAsync(db, order, managed, [.. judged.Where(j => j.Verdict == ImportVerdict.Create).Select(j => (j.RoleId, j.NodeId)).Distinct()], ct);
        for (var i = 0; i < judged.Count; i++)
        {
            if (judged[i].Verdict == ImportVerdict.Create && answers[(judged[i].RoleId, judged[i].NodeId)] is { } refused) judged[i] = Refuse(judged[i], refused);
        }
    }

    private async Task TraitsAsync(DashboardDbContext db, ImportOrder order, List<JudgedRow> judged, ImportMemory memory, CancellationToken ct)
    {
        var chosen = judged.Index().Where(j => j.Item.Verdict == ImportVerdict.Create).Select(j => j.Index).ToList();
        if (chosen.Count == 0) return;
        var batch = await attributes.CheckAsync(db, order.Actor.AccountId, [.. chosen.Select(i => new TypedTraits(judged[i].Row.Person.Traits, RequireAll: order.Mode != ImportMode.Invite))], ct);
        foreach (var (row, i) in chosen.Index())
        {
            var problems = batch[row].Problems.Select(p => new RowProblem(p.Key, p.Value)).ToList();
            problems.AddRange(order.Mode == ImportMode.Invite ? [] : batch[row].Values.Where(v => v.Field.IsUnique && memory.Has(v.Field.ErrorKey, v.Comparable)).Select(v => ImportWords.UniqueTwice(v.Field.ErrorKey)));
            if (problems.Count > 0) judged[i] = judged[i] with { Verdict = ImportVerdict.Error, Problems = [.. judged[i].Problems, .. problems] };
            else foreach (var value in batch[row].Values.Where(v => v.Field.IsUnique)) memory.TryClaim(value.Field.ErrorKey, value.Comparable);
        }
    }

    private async Task AmendmentsAsync(DashboardDbContext db, ImportOrder order, List<JudgedRow> judged, CancellationToken ct)
    {
        var chosen = judged.Index().Where(j => j.Item.Verdict == ImportVerdict.Update).DistinctBy(j => j.Item.PersonId).Select(j => j.Index).ToList();
        if (chosen.Count == 0) return;
        var results = await amendments.CheckAsync(db, order.Actor, [.. chosen.Select(i => Amended(judged[i]))], ct);
        foreach (var (i, result) in chosen.Zip(results))
        {
            if (result.Error is { } refused) judged[i] = Refuse(judged[i], refused) with { Verdict = refused == IdentityErrors.Synced ? ImportVerdict.Conflict : ImportVerdict.Error };
            else if (!result.Value) judged[i] = judged[i] with { Verdict = ImportVerdict.Unchanged };
        }
    }

    /// <summary>The first of two equal rows wins; one that fails leaves its address to the next.</summary>
    private static JudgedRow Claim(JudgedRow row, ImportMemory memory)
    {
        if (row.IsFailure || row.Row.NormalizedEmail is not { } email) return row;
        if (row.Row.Person.ExternalId?.Trim() is { } id && memory.Has(Id, id)) return row with { Verdict = ImportVerdict.Conflict, Problems = [.. row.Problems, ImportWords.ExternalIdTwice] };
        if (!memory.TryClaim(Address, email)) return row with { Verdict = ImportVerdict.Error, Problems = [.. row.Problems, ImportWords.AddressTwice] };
        if (row.Row.Person.ExternalId?.Trim() is { } own) memory.TryClaim(Id, own);
        return row;
    }

    /// <summary>A row that was written in another process, or before a restart.</summary>
    public static void Remember(ImportRow row, ImportMemory memory)
    {
        if (row.NormalizedEmail is { } email) memory.TryClaim(Address, email);
        if (row.Person.ExternalId?.Trim() is { } id) memory.TryClaim(Id, id);
    }

    private static JudgedRow Refuse(JudgedRow row, Error error) => row with { Verdict = ImportVerdict.Error, Problems = [.. row.Problems, .. ImportWords.Of(error)] };
}
