using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.People;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Directory;

/// <param name="IsOwn">Made by the reader, who alone may change it.</param>
/// <param name="Owner">Who made it; for views of others.</param>
public sealed record SavedViewRow(Guid Id, string List, string Name, string Query, string? Columns, bool IsShared, bool IsOwn, string Owner);

/// <summary>What a view is to hold.</summary>
public sealed record SavedViewDraft(string Name, string Query, string? Columns, bool IsShared);

/// <summary>Views of the lists: one's own, and those others share with the account's administrators (U18).</summary>
internal sealed class SavedViews(IDbContextFactory<DashboardDbContext> dbs, AccessService access, SightService sights, AuditLog audit, TimeProvider clock)
{
    public const int MostPerList = 50;
    private const int MaxQuery = 2000;

    /// <summary>Which list a view is of.</summary>
    public static string ListOf(bool groups, bool tenant) => (groups, tenant) switch
    {
        (false, false) => "users",
        (true, false) => "groups",
        (false, true) => "tenant-users",
        _ => "tenant-groups",
    };

    /// <summary>By name, one's own before those of others.</summary>
    public async Task<IReadOnlyList<SavedViewRow>> ListAsync(Actor actor, string list, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, list, ct)) return [];
        var rows = await Readable(db, actor).Where(v => v.List == list)
            .Select(v => new SavedViewRow(v.Id, v.List, v.Name, v.Query, v.Columns, v.IsShared, v.OwnerId == actor.Id,
                db.Identities.Where(i => i.Id == v.OwnerId).Select(i => i.FirstName + " " + i.LastName).FirstOrDefault() ?? ""))
            .ToListAsync(ct);
        return [.. rows.OrderBy(v => !v.IsOwn).ThenBy(v => v.Name, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>For a link to a view: not found also when it is somebody else's own.</summary>
    public async Task<Result<SavedViewRow>> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var view = await Readable(db, actor).AsNoTracking().FirstOrDefaultAsync(v => v.Id == id, ct);
        if (view is null || !await MayReadAsync(db, actor, view.List, ct)) return SavedViewErrors.NotFound;
        return Row(view, actor);
    }

    public async Task<Result<SavedViewRow>> CreateAsync(Actor actor, string list, SavedViewDraft draft, CancellationToken ct)
    {
        if (Check(draft, out var name) is { } problem) return problem;
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await MayReadAsync(db, actor, list, ct)) return CommonErrors.Forbidden;
        if (await db.SavedViews.CountAsync(v => v.OwnerId == actor.Id && v.List == list, ct) >= MostPerList) return SavedViewErrors.TooMany;
        var view = new SavedView
        {
            AccountId = actor.AccountId, OwnerId = actor.Id, Name = name, List = list, Query = draft.Query, Columns = draft.Columns, IsShared = draft.IsShared, CreatedAt = clock.GetUtcNow(),
        };
        db.SavedViews.Add(view);
        if (view.IsShared) Record(db, actor, view);
        return await SaveAsync(db, ct) is { } refused ? refused : Row(view, actor);
    }

    /// <summary>Name, content and sharing of one's own view.</summary>
    public async Task<Result<SavedViewRow>> UpdateAsync(Actor actor, Guid id, SavedViewDraft draft, CancellationToken ct)
    {
        if (Check(draft, out var name) is { } problem) return problem;
        await using var db = await dbs.CreateDbContextAsync(ct);
        var view = await db.SavedViews.FirstOrDefaultAsync(v => v.Id == id && v.AccountId == actor.AccountId && v.OwnerId == actor.Id, ct);
        if (view is null) return SavedViewErrors.NotFound;
        if (!await MayReadAsync(db, actor, view.List, ct)) return CommonErrors.Forbidden;
        var newlyShared = draft.IsShared && !view.IsShared;
        (view.Name, view.Query, view.Columns, view.IsShared) = (name, draft.Query, draft.Columns, draft.IsShared);
        if (newlyShared) Record(db, actor, view);
        return await SaveAsync(db, ct) is { } refused ? refused : Row(view, actor);
    }

    public async Task<Result> DeleteAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var gone = await db.SavedViews.Where(v => v.Id == id && v.AccountId == actor.AccountId && v.OwnerId == actor.Id).ExecuteDeleteAsync(ct);
        return gone == 0 ? SavedViewErrors.NotFound : Result.Ok;
    }

    private static IQueryable<SavedView> Readable(DashboardDbContext db, Actor actor) =>
        db.SavedViews.Where(v => v.AccountId == actor.AccountId && (v.OwnerId == actor.Id || v.IsShared));

    /// <summary>Who may read the list may keep views of it. What a view shows is asked for anew by who opens it.</summary>
    private async Task<bool> MayReadAsync(DashboardDbContext db, Actor actor, string list, CancellationToken ct) =>
        await access.IsOwnerAsync(db, actor, ct)
            || (!list.StartsWith("tenant", StringComparison.Ordinal) && (await sights.OfAsync(db, actor, ct)).Any);

    private static Error? Check(SavedViewDraft draft, out string name)
    {
        name = PersonName.Clean(draft.Name);
        if (name.Length == 0) return SavedViewErrors.NameMissing;
        if (name.Length > SavedView.MaxNameLength) return SavedViewErrors.NameTooLong(name.Length);
        return draft.Query.Length > MaxQuery || draft.Columns is { Length: > ListPreferences.MaxLength } ? SavedViewErrors.TooLong : null;
    }

    private void Record(DashboardDbContext db, Actor actor, SavedView view) =>
        audit.Add(db, actor, AuditActions.ViewShared, new AuditTarget(AuditTarget.View, view.Id, view.Name), new Changes().Set("filters", null, view.Query));

    private static SavedViewRow Row(SavedView view, Actor actor) => new(view.Id, view.List, view.Name, view.Query, view.Columns, view.IsShared, view.OwnerId == actor.Id, Owner: "");

    private static async Task<Error?> SaveAsync(DashboardDbContext db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return SavedViewErrors.Exists;
        }
    }
}
