using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Bulk;

/// <summary>A job as it is shown.</summary>
/// <param name="Title">"Suspend 1,204 people"; of an undo, what it undoes.</param>
/// <param name="DoneWords">After a number: "suspended".</param>
/// <param name="UndoneBy">The job that takes it back, if there is one.</param>
/// <param name="InverseKind">The kind that takes it back; null when nothing does.</param>
public sealed record BulkJobView(
    Guid Id, string Kind, string Title, string DoneWords, string ActorName, Guid ActorId, BulkJobState State, int Total, int Succeeded, int Skipped,
    DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, Guid? UndoOf, Guid? UndoneBy, bool CanUndo, bool MayCancel, string? InverseKind)
{
    public bool IsOpen => State is BulkJobState.Preparing or BulkJobState.Running;

    /// <summary>Only after a cancel: who stayed as they were.</summary>
    public int NotDone => State == BulkJobState.Cancelled ? Total - Succeeded - Skipped : 0;

    public int Percent => Total == 0 ? 0 : (int)(100L * (Succeeded + Skipped) / Total);
}

public sealed record BulkRowView(int Position, Guid TargetId, string Name, BulkOutcome Outcome, string? Reason);

/// <summary>
/// Reads jobs: an Owner's eyes see all of the account's; who may manage people in an environment, those made there;
/// everybody their own.
/// </summary>
internal sealed class BulkQueries(IDbContextFactory<DashboardDbContext> dbs, AccessService access, BulkKinds kinds, TimeProvider clock)
{
    public const int PageSize = 50;
    private const int Running = 5;
    private const int Examples = 3;
    private static readonly TimeSpan Undoable = TimeSpan.FromDays(30);

    public async Task<Result<BulkJobView>> GetAsync(Actor actor, Guid id, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var job = await (await VisibleAsync(db, actor, ct)).FirstOrDefaultAsync(j => j.Id == id, ct);
        return job is null ? BulkErrors.NotFound : (await ViewsAsync(db, actor, [job], ct))[0];
    }

    /// <summary>The newest first. Ids are made in the order of time, so they page by themselves.</summary>
    /// <param name="cursor"><see cref="Page{T}.Next"/> of the page before.</param>
    public async Task<Page<BulkJobView>> ListAsync(Actor actor, string? cursor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var rows = await VisibleAsync(db, actor, ct);
        if (Guid.TryParse(cursor, out var before)) rows = rows.Where(j => j.Id.CompareTo(before) < 0);
        var found = await rows.OrderByDescending(j => j.Id).Take(PageSize + 1).ToListAsync(ct);
        var shown = found.Take(PageSize).ToList();
        return new Page<BulkJobView>(await ViewsAsync(db, actor, shown, ct), found.Count > PageSize ? shown[^1].Id.ToString() : null, null);
    }

    /// <summary>What runs now, for the strip above lists.</summary>
    public async Task<IReadOnlyList<BulkJobView>> RunningAsync(Actor actor, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var open = await (await VisibleAsync(db, actor, ct)).Where(j => j.State == BulkJobState.Preparing || j.State == BulkJobState.Running)
            .OrderByDescending(j => j.Id).Take(Running).ToListAsync(ct);
        return await ViewsAsync(db, actor, open, ct);
    }

    /// <param name="after">The last position of the page before; -1 at the start.</param>
    public async Task<Page<BulkRowView>> RowsAsync(Actor actor, Guid jobId, BulkOutcome? outcome, int after, int take, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await (await VisibleAsync(db, actor, ct)).AnyAsync(j => j.Id == jobId, ct)) return Page<BulkRowView>.Empty;
        var rows = db.BulkJobRows.Where(r => r.JobId == jobId && r.Position > after);
        if (outcome is { } only) rows = rows.Where(r => r.Outcome == only);
        var found = await rows.OrderBy(r => r.Position).Take(take + 1).Select(r => new BulkRowView(r.Position, r.TargetId, r.TargetName, r.Outcome, r.Reason)).ToListAsync(ct);
        var shown = found.Take(take).ToList();
        return new Page<BulkRowView>(shown, found.Count > take ? shown[^1].Position.ToString(System.Globalization.CultureInfo.InvariantCulture) : null, null);
    }

    /// <summary>Why rows were skipped, the commonest reason first (U73).</summary>
    public async Task<IReadOnlyList<BulkReason>> ReasonsAsync(Actor actor, Guid jobId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await (await VisibleAsync(db, actor, ct)).AnyAsync(j => j.Id == jobId, ct)) return [];
        var skipped = db.BulkJobRows.Where(r => r.JobId == jobId && r.Outcome == BulkOutcome.Skipped);
        var counts = await skipped.GroupBy(r => r.Reason).Select(g => new { Reason = g.Key, Count = g.Count() }).OrderByDescending(g => g.Count).Take(20).ToListAsync(ct);
        var reasons = new List<BulkReason>();
        foreach (var group in counts)
        {
            var names = await skipped.Where(r => r.Reason == group.Reason).OrderBy(r => r.Position).Take(Examples).Select(r => r.TargetName).ToListAsync(ct);
            reasons.Add(new BulkReason(group.Reason ?? "", group.Count, names));
        }

        return reasons;
    }

    public async Task<bool> MayCancelAsync(DashboardDbContext db, Actor actor, Guid jobId, CancellationToken ct) =>
        await db.BulkJobs.AnyAsync(j => j.Id == jobId && j.AccountId == actor.AccountId && j.ActorId == actor.Id, ct)
        || (await access.IsOwnerAsync(db, actor, ct) && await db.BulkJobs.AnyAsync(j => j.Id == jobId && j.AccountId == actor.AccountId, ct));

    public async Task<IQueryable<BulkJob>> VisibleAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        var jobs = db.BulkJobs.AsNoTracking().Where(j => j.AccountId == actor.AccountId);
        if (await access.IsOwnerAsync(db, actor, ct)) return jobs;
        var roots = await db.Nodes.Where(n => n.AccountId == actor.AccountId && n.ParentId == null).Select(n => new { n.Id, n.EnvironmentId }).ToListAsync(ct);
        var held = await access.HeldAtAsync(db, actor, [.. roots.Select(r => r.Id)], ct);
        var managed = roots.Where(r => held[r.Id].Contains(Permissions.IdentityManage)).Select(r => r.EnvironmentId).ToList();
        return jobs.Where(j => j.ActorId == actor.Id || (j.EnvironmentId != null && managed.Contains(j.EnvironmentId.Value)));
    }

    private async Task<IReadOnlyList<BulkJobView>> ViewsAsync(DashboardDbContext db, Actor actor, List<BulkJob> jobs, CancellationToken ct)
    {
        if (jobs.Count == 0) return [];
        var ids = jobs.Select(j => j.Id).ToList();
        var undone = (await db.BulkJobs.Where(j => j.UndoOf != null && ids.Contains(j.UndoOf.Value) && j.State != BulkJobState.Cancelled)
            .Select(j => new { Of = j.UndoOf!.Value, j.Id }).ToListAsync(ct)).ToLookup(j => j.Of, j => j.Id);
        var (isOwner, horizon) = (await access.IsOwnerAsync(db, actor, ct), clock.GetUtcNow() - Undoable);
        return [.. jobs.Select(View)];

        BulkJobView View(BulkJob job)
        {
            var parameters = BulkParameters.Read(job.Parameters);
            var undoneBy = undone[job.Id].Select(id => (Guid?)id).FirstOrDefault();
            var inverse = job.UndoOf is null ? kinds[job.Kind].Inverse : null;
            var canUndo = inverse is not null && undoneBy is null && job.Succeeded > 0 && job.FinishedAt > horizon;
            var title = BulkWords.Title(job.UndoOf is null ? job.Kind : kinds.UndoneBy(job.Kind), parameters, job.Total);
            return new BulkJobView(job.Id, job.Kind, title, BulkWords.Done(job.Kind, parameters), job.ActorName, job.ActorId, job.State, job.Total, job.Succeeded, job.Skipped,
                job.CreatedAt, job.FinishedAt, job.UndoOf, undoneBy, canUndo, isOwner || job.ActorId == actor.Id, inverse);
        }
    }
}
