using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Attributes;

/// <summary>Defines what the account's records hold beside names and email (S87). For Owners.</summary>
internal sealed class AttributeService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, AttributeRewrite rewrite, AuditLog audit, ChangeFeed changes, TimeProvider clock)
{
    /// <summary>Definitions an account can have.</summary>
    public const int Most = 50;

    public async Task<Result<AttributeField>> DefineAsync(Actor actor, AttributeDraft typed, CancellationToken ct)
    {
        var draft = typed.Clean();
        var errors = new FieldErrors();
        draft.Check(errors);
        if (errors.Any) return errors.ToError();

        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return CommonErrors.Forbidden;
        var present = await AttributeQueries.FieldsAsync(db, actor.AccountId, ct);
        if (present.Count >= Most) return AttributeErrors.TooMany;
        if (IsLabelTaken(present, draft.Label)) return AttributeErrors.LabelExists;
        if (string.IsNullOrWhiteSpace(typed.Key)) draft = draft with { Key = FreeKey(present, draft.Key!) };

        var definition = new AttributeDefinition
        {
            AccountId = actor.AccountId, Key = draft.Key!, Label = draft.Label, Help = draft.Help, Kind = draft.Kind,
            Options = AttributeField.WriteOptions(draft.Options.Select(o => o.Name)),
            IsRequired = draft.IsRequired, IsUnique = draft.IsUnique, IsSearchable = draft.IsSearchable && AttributeDraft.CanBeSearchable(draft.Kind),
            Position = present.Count == 0 ? 0 : present[^1].Position + 1, CreatedAt = clock.GetUtcNow(), Version = NewVersion(),
        };
        db.AttributeDefinitions.Add(definition);
        audit.Add(db, actor, AuditActions.AttributeCreated, Target(definition), Describe(definition));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return AttributeErrors.KeyExists;
        }

        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return AttributeField.From(definition);
    }

    /// <summary>
    /// Label, help, flags and options; what people's records hold follows in the same transaction. An account of a
    /// million people keeps it busy for a while when search or options change.
    /// </summary>
    /// <param name="version">The <see cref="AttributeField.Version"/> the form was filled from.</param>
    public async Task<Result> UpdateAsync(Actor actor, Guid id, AttributeDraft typed, string version, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (definition, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        if (definition!.Version != version) return AttributeErrors.Changed;
        var was = AttributeField.From(definition);
        var draft = (typed with { Key = was.Key, Kind = was.Kind }).Clean();
        var errors = new FieldErrors();
        draft.Check(errors);
        if (errors.Any) return errors.ToError();
        var others = (await AttributeQueries.FieldsAsync(db, actor.AccountId, ct)).Where(f => f.Id != id);
        if (IsLabelTaken(others, draft.Label)) return AttributeErrors.LabelExists;

        var change = Apply(definition, draft);
        if (change.Fields.Count == 0) return Result.Ok;
        definition.Version = NewVersion();
        audit.Add(db, actor, AuditActions.AttributeUpdated, Target(definition), change);
        try
        {
            // First, so that whoever is writing values has finished, and those who come wait.
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return AttributeErrors.Changed;
        }

        if (await rewrite.FollowAsync(db, was, AttributeField.From(definition), draft.Options, ct) is { } problem) return problem;
        await transaction.CommitAsync(ct);
        Publish(actor);
        return Result.Ok;
    }

    /// <summary>Takes the attribute and what everybody's record says under it. Nothing brings that back.</summary>
    public async Task<Result> DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (definition, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        (definition!.Version, definition.IsSearchable) = (NewVersion(), false);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return AttributeErrors.NotFound;
        }

        var lost = await rewrite.ClearAsync(db, actor.AccountId, id, ct);
        db.AttributeDefinitions.Remove(definition);
        audit.Add(db, actor, AuditActions.AttributeDeleted, Target(definition),
            new Changes().Set("label", definition.Label, null).Set("values", lost.ToString(CultureInfo.InvariantCulture), null));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        Publish(actor);
        return Result.Ok;
    }

    /// <summary>One place up or down in every form. At the end of the list nothing happens.</summary>
    public async Task<Result> MoveAsync(Actor actor, Guid id, bool up, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (definition, refusal) = await FindAsync(db, actor, id, ct);
        if (refusal is not null) return refusal;
        var all = await db.AttributeDefinitions.Where(d => d.AccountId == actor.AccountId).OrderBy(d => d.Position).ThenBy(d => d.Id).ToListAsync(ct);
        var from = all.IndexOf(definition!);
        var to = up ? from - 1 : from + 1;
        if (to < 0 || to >= all.Count) return Result.Ok;
        all.RemoveAt(from);
        all.Insert(to, definition!);
        for (var i = 0; i < all.Count; i++) all[i].Position = i;
        audit.Add(db, actor, AuditActions.AttributeUpdated, Target(definition!), new Changes().Set("position", Ordinal(from), Ordinal(to)));
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return AttributeErrors.Changed;
        }

        await transaction.CommitAsync(ct);
        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        return Result.Ok;
    }

    private async Task<(AttributeDefinition? Definition, Error? Refusal)> FindAsync(DashboardDbContext db, Actor actor, Guid id, CancellationToken ct)
    {
        if (!await access.IsOwnerAsync(db, actor, ct)) return (null, CommonErrors.Forbidden);
        var definition = await db.AttributeDefinitions.FirstOrDefaultAsync(d => d.Id == id && d.AccountId == actor.AccountId, ct);
        return definition is null ? (null, AttributeErrors.NotFound) : (definition, null);
    }

    private static Changes Apply(AttributeDefinition d, AttributeDraft draft)
    {
        var searchable = draft.IsSearchable && AttributeDraft.CanBeSearchable(d.Kind);
        var was = AttributeField.ReadOptions(d.Options);
        var options = draft.Options.Select(o => o.Name).ToList();
        var change = new Changes()
            .Set("label", d.Label, draft.Label).Set("help", d.Help, draft.Help).Set("options", List(was), List(options))
            .Set("required", d.IsRequired, draft.IsRequired).Set("unique", d.IsUnique, draft.IsUnique).Set("searchable", d.IsSearchable, searchable);
        (d.Label, d.Help, d.Options) = (draft.Label, draft.Help, AttributeField.WriteOptions(options));
        (d.IsRequired, d.IsUnique, d.IsSearchable) = (draft.IsRequired, draft.IsUnique, searchable);
        return change;
    }

    private static Changes Describe(AttributeDefinition d) => new Changes()
        .Set("label", null, d.Label).Set("key", null, d.Key).Set("kind", null, AttributeWords.Kind(d.Kind)).Set("help", null, d.Help)
        .Set("options", null, List(AttributeField.ReadOptions(d.Options)))
        .Set("required", old: false, d.IsRequired).Set("unique", old: false, d.IsUnique).Set("searchable", old: false, d.IsSearchable);

    private static AuditTarget Target(AttributeDefinition d) => new(AuditTarget.Attribute, d.Id, d.Label);

    private static string? List(IReadOnlyCollection<string> options) => options.Count == 0 ? null : string.Join(", ", options);

    private static string Ordinal(int place) => (place + 1).ToString(CultureInfo.InvariantCulture);

    private static string NewVersion() => Guid.NewGuid().ToString();

    private static bool IsLabelTaken(IEnumerable<AttributeField> others, string label) => others.Any(f => AttributeText.Fold(f.Label) == AttributeText.Fold(label));

    private static string FreeKey(List<AttributeField> present, string key)
    {
        var taken = present.Select(f => f.Key).ToHashSet(StringComparer.Ordinal);
        var stem = key.Length > AttributeDefinition.MaxKeyLength - 3 ? key[..(AttributeDefinition.MaxKeyLength - 3)] : key;
        for (var n = 2; taken.Contains(key); n++) key = string.Create(CultureInfo.InvariantCulture, $"{stem}_{n}");
        return key;
    }

    private void Publish(Actor actor)
    {
        changes.Publish(actor.AccountId, ChangeTopic.Settings);
        changes.Publish(actor.AccountId, ChangeTopic.Identities);
    }
}
