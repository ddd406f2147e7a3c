using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Hierarchy;

/// <param name="Type">One of the environment's node types; any word while it has none. Null: the first that may stand there.</param>
public sealed record NewNode(string Name, string? Type);

/// <summary>Adds, renames, moves, archives and restores nodes. Changing a hierarchy takes <c>hierarchy.manage</c> at the place.</summary>
internal sealed partial class HierarchyService(
    IDbContextFactory<DashboardDbContext> dbs, HierarchyGate gate, GrantGuard grants, RoleShifts shifts, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>Adds nodes below one: all of them, or none when one can't be.</summary>
    /// <param name="below">Null is refused.</param>
    /// <returns>Their ids, in the order given.</returns>
    public async Task<Result<IReadOnlyList<Guid>>> AddAsync(Actor actor, Guid? below, IReadOnlyList<NewNode> typed, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var wanted = typed.Select(n => Clean(n, errors)).ToList();
        if (below is null) errors.Add(HierarchyErrors.ParentMissing);
        if (errors.Any || below is not { } parentId) return errors.ToError();

        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var parent = await gate.OpenAsync(db, actor, parentId, ct);
        if (parent is null) return HierarchyErrors.NotFound;
        if (await gate.RefusalAsync(db, actor, ct, parentId) is { } forbidden) return forbidden;
        var rules = await HierarchyRules.ReadAsync(db, parent.EnvironmentId, ct);
        wanted = wanted.ConvertAll(n => n with { Type = n.Type ?? rules.UsualBelow(parent.NodeType) });
        if (await CheckPlaceAsync(db, rules, parent, wanted, ct) is { } refusal) return refusal;

        var above = await db.NodeLineage.Where(l => l.DescendantId == parentId).AsNoTracking().ToListAsync(ct);
        var path = (await AccessQueries.PathsAsync(db, [parentId], ct))[parentId];
        var made = wanted.ConvertAll(n => new Node
        {
            AccountId = actor.AccountId, EnvironmentId = parent.EnvironmentId, ParentId = parentId, Name = n.Name, Slug = NodeName.Slug(n.Name), NodeType = rules.Spelled(n.Type!),
        });
        foreach (var node in made)
        {
            db.Nodes.Add(node);
            db.NodeLineage.Add(new NodeLineage { DescendantId = node.Id, AncestorId = node.Id });
            db.NodeLineage.AddRange(above.Select(l => new NodeLineage { DescendantId = node.Id, AncestorId = l.AncestorId, Distance = l.Distance + 1 }));
            audit.Add(db, actor, AuditActions.NodeCreated, Target(node), new Changes().Set("name", null, node.Name).Set("type", null, node.NodeType).Set("path", null, path));
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result<IReadOnlyList<Guid>>.Of([.. made.Select(n => n.Id)]);
    }

    /// <param name="seen">The name the form was filled from; a node called otherwise by now is left alone. Null: whatever it is called.</param>
    public async Task<Result> RenameAsync(Actor actor, Guid id, string name, string? seen, CancellationToken ct)
    {
        var (clean, problem) = NodeName.Check(name);
        if (problem is not null) return Error.Field("validation_failed", 422, HierarchyErrors.NameField, problem);

        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var node = await gate.OpenAsync(db, actor, id, ct);
        if (node is null) return HierarchyErrors.NotFound;
        if (await gate.RefusalAsync(db, actor, ct, id) is { } forbidden) return forbidden;
        if (node.IsArchived) return HierarchyErrors.Archived;
        if (node.Name == clean) return Result.Ok;
        if (seen is not null && node.Name != seen) return HierarchyErrors.Changed;
        if (node.ParentId is { } parentId && await HierarchyGate.NameTakenAsync(db, (await gate.FindAsync(db, actor, parentId, ct))!, clean, id, ct) is { } taken) return taken;

        audit.Add(db, actor, AuditActions.NodeRenamed, Target(node) with { Name = clean }, new Changes().Set("name", node.Name, clean));
        node.Name = clean;
        if (node.ParentId is not null) node.Slug = NodeName.Slug(clean);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Access);
        return Result.Ok;
    }

    private static AuditTarget Target(Node node) => new(AuditTarget.Node, node.Id, node.Name);

    private static NewNode Clean(NewNode typed, FieldErrors errors)
    {
        var (name, problem) = NodeName.Check(typed.Name);
        errors.Add(HierarchyErrors.NameField, problem);
        if (typed.Type is null) return new NewNode(name, null);
        var (type, unfit) = NodeName.CheckType(typed.Type);
        errors.Add(HierarchyErrors.TypeField, unfit);
        return new NewNode(name, type);
    }

    private static async Task<Error?> CheckPlaceAsync(DashboardDbContext db, HierarchyRules rules, Node parent, List<NewNode> wanted, CancellationToken ct)
    {
        if (parent.IsArchived) return HierarchyErrors.ParentArchived;
        if (await HierarchyGate.LevelAsync(db, parent.Id, ct) + 1 > rules.Deepest) return HierarchyErrors.TooDeep(rules.Deepest);
        if (rules.BelowType(parent.NodeType) is { } allowed && wanted.Find(n => !allowed.Contains(n.Type, StringComparer.OrdinalIgnoreCase)) is { } misplaced)
        {
            return HierarchyErrors.TypeNotAllowed(misplaced.Type!, parent.NodeType, allowed, HierarchyErrors.TypeField);
        }

        var slugs = wanted.ConvertAll(n => NodeName.Slug(n.Name));
        var twice = wanted.GroupBy(n => NodeName.Slug(n.Name), StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        if (twice is not null) return HierarchyErrors.Taken(twice.First().Name, archived: false);
        var there = await db.Nodes.Where(n => n.EnvironmentId == parent.EnvironmentId && n.ParentId == parent.Id && slugs.Contains(n.Slug))
            .Select(n => new { n.Name, n.IsArchived }).FirstOrDefaultAsync(ct);
        return there is null ? null : HierarchyErrors.Taken(there.Name, there.IsArchived);
    }
}
