using IdentityDashboard.Data;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Bulk;

/// <summary>Starts, cancels and undoes changes to many. Up to <see cref="AtOnce"/> are done before the answer; more in the background.</summary>
internal sealed class BulkService(
    IDbContextFactory<DashboardDbContext> dbs, BulkKinds kinds, BulkTargets targets, BulkRunner runner, BulkQueries queries, BulkPreviews previews,
    InvitationBatch invitations, BulkNews news, JobSignal signal, TimeProvider clock)
{
    public const int AtOnce = 100;
    private const int Attempts = 3;
    private static readonly TimeSpan Undoable = TimeSpan.FromDays(30);

    /// <returns>The job: finished already, or under way.</returns>
    public async Task<Result<BulkJob>> StartAsync(Actor actor, BulkOrder order, CancellationToken ct)
    {
        if (Problem(order) is { } problem) return problem;
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (await targets.RefusalAsync(db, actor, order.EnvironmentId, ct) is { } refusal) return refusal;

        IReadOnlyList<NamedTarget> first;
        if (order.Selection.AllMatching is { } query)
        {
            var found = await targets.MatchingAsync(actor, query, null, AtOnce + 1, ct);
            if (found.Error is { } refused) return refused;
            first = found.Value.Targets;
        }
        else
        {
            first = await targets.PickedAsync(db, actor, order, ct);
        }

        if (first.Count == 0) return BulkErrors.Nobody;
        return first.Count <= AtOnce
            ? await DoAtOnceAsync(() => New(actor, order), first, ct)
            : await EnqueueAsync(db, New(actor, order), order.Selection.AllMatching is null ? first : null, ct);
    }

    /// <summary>Between two batches: who is done stays done, who isn't stays as they were.</summary>
    public async Task<Result> CancelAsync(Actor actor, Guid jobId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await queries.MayCancelAsync(db, actor, jobId, ct)) return BulkErrors.NotFound;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var cancelled = await db.BulkJobs.Where(j => j.Id == jobId && (j.State == BulkJobState.Preparing || j.State == BulkJobState.Running))
            .ExecuteUpdateAsync(s => s.SetProperty(j => j.State, BulkJobState.Cancelled), ct);
        if (cancelled == 0) return BulkErrors.NotRunning;
        var job = await db.BulkJobs.SingleAsync(j => j.Id == jobId, ct);
        // Read only now: a batch under way has held the row until its end.
        job.FinishedAt = clock.GetUtcNow();
        runner.RecordEnd(db, job);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        news.Tell(job, kinds[job.Kind], atOnce: true);
        return Result.Ok;
    }

    public async Task<Result<BulkPreview>> PreviewUndoAsync(Actor actor, Guid jobId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await UndoableAsync(db, actor, jobId, ct);
        return found.Error is { } refusal ? refusal : await previews.PreviewUndoAsync(actor, found.Value, kinds[kinds[found.Value.Kind].Inverse!], ct);
    }

    /// <summary>Takes back what a job did; whom somebody else changed since stays as they are.</summary>
    public async Task<Result<BulkJob>> UndoAsync(Actor actor, Guid jobId, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        var found = await UndoableAsync(db, actor, jobId, ct);
        if (found.Error is { } refusal) return refusal;
        var job = found.Value;
        var part = await BulkTargets.DoneAsync(db, jobId, null, AtOnce + 1, ct);
        if (part.Targets.Count <= AtOnce) return await DoAtOnceAsync(() => Inverse(actor, job), part.Targets, ct);
        return await EnqueueAsync(db, Inverse(actor, job), null, ct);
    }

    private static Error? Problem(BulkOrder order) => order switch
    {
        { Selection.IsEmpty: true } => BulkErrors.Nobody,
        { Kind: BulkKind.AddToGroups or BulkKind.RemoveFromGroups, Parameters.Groups.Count: 0 } => BulkErrors.NoGroup,
        { Parameters.Groups.Count: > GroupMembersBatch.MaxGroups } => BulkErrors.TooManyGroups,
        { Kind: BulkKind.Assign, Parameters.Places.Count: > Access.AssignmentMatrix.MostPlaces } => BulkErrors.TooManyPlaces,
        { Kind: BulkKind.Assign, Parameters.Places.Count: > 0 } => order.Parameters.Until <= order.Parameters.From ? Access.AccessErrors.UntilBeforeFrom : null,
        { Kind: BulkKind.Assign, Parameters.RoleId: null } => Access.AccessErrors.RoleMissing,
        { Kind: BulkKind.Assign, Parameters.NodeId: null } => Access.AccessErrors.NodeMissing,
        _ => null,
    };

    private BulkJob New(Actor actor, BulkOrder order) => new()
    {
        AccountId = actor.AccountId, ActorKind = actor.Kind, ActorId = actor.Id, ActorName = actor.Name, ActorIp = actor.Ip, EnvironmentId = order.EnvironmentId,
        Kind = order.Kind, Parameters = order.Parameters.Write(), Selection = order.Selection.AllMatching is { } query ? BulkTargets.Write(query) : null, CreatedAt = clock.GetUtcNow(),
    };

    private BulkJob Inverse(Actor actor, BulkJob job) => new()
    {
        AccountId = actor.AccountId, ActorKind = actor.Kind, ActorId = actor.Id, ActorName = actor.Name, ActorIp = actor.Ip, EnvironmentId = job.EnvironmentId,
        Kind = kinds[job.Kind].Inverse!, Parameters = job.Parameters, CreatedAt = clock.GetUtcNow(), UndoOf = job.Id,
    };

    private async Task<Result<BulkJob>> UndoableAsync(DashboardDbContext db, Actor actor, Guid jobId, CancellationToken ct)
    {
        var job = await (await queries.VisibleAsync(db, actor, ct)).FirstOrDefaultAsync(j => j.Id == jobId, ct);
        if (job is null) return BulkErrors.NotFound;
        if (job.UndoOf is not null || kinds[job.Kind].Inverse is null || job.FinishedAt is null || job.FinishedAt < clock.GetUtcNow() - Undoable || job.Succeeded == 0) return BulkErrors.CannotUndo;
        return await db.BulkJobs.AnyAsync(j => j.UndoOf == jobId && j.State != BulkJobState.Cancelled, ct) ? BulkErrors.UndoneAlready : job;
    }

    private async Task<Result<BulkJob>> DoAtOnceAsync(Func<BulkJob> create, IReadOnlyList<NamedTarget> chosen, CancellationToken ct)
    {
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            try
            {
                await using var db = await dbs.CreateDbContextAsync(ct);
                await using var transaction = await db.Database.BeginTransactionAsync(ct);
                var job = create();
                if (await UndoneMeanwhileAsync(db, job, ct)) return BulkErrors.UndoneAlready;
                var rows = BulkRunner.RowsOf(job, chosen).ToList();
                job.Total = rows.Count;
                db.BulkJobs.Add(job);
                db.BulkJobRows.AddRange(rows);
                await runner.ApplyAsync(db, job, rows, ct);
                runner.Finish(db, job);
                await db.SaveChangesAsync(ct);
                await transaction.CommitAsync(ct);
                if (BulkKind.IsAboutInvitations(job.Kind)) invitations.Wake();
                news.Tell(job, kinds[job.Kind], atOnce: true);
                return job;
            }
            catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || UniqueViolation.Is(e))
            {
                // Somebody changed the same people between our look and our write: the next attempt sees it.
            }
        }

        return BulkErrors.Busy;
    }

    /// <param name="picked">Null when the runner takes them down.</param>
    private async Task<Result<BulkJob>> EnqueueAsync(DashboardDbContext db, BulkJob job, IReadOnlyList<NamedTarget>? picked, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await UndoneMeanwhileAsync(db, job, ct)) return BulkErrors.UndoneAlready;
        db.BulkJobs.Add(job);
        if (picked is not null)
        {
            db.BulkJobRows.AddRange(BulkRunner.RowsOf(job, picked).ToList());
            (job.State, job.Total, job.Skipped) = (BulkJobState.Running, picked.Count, picked.Count(t => t.Reason is not null));
            runner.RecordStart(db, job);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        signal.Raise();
        news.Tell(job, kinds[job.Kind], atOnce: true);
        return job;
    }

    /// <summary>Two people press Undo at once: writing the undone job's row makes the second wait, and see the first.</summary>
    private static async Task<bool> UndoneMeanwhileAsync(DashboardDbContext db, BulkJob job, CancellationToken ct)
    {
        if (job.UndoOf is not { } undone) return false;
        await db.BulkJobs.Where(j => j.Id == undone).ExecuteUpdateAsync(s => s.SetProperty(j => j.LeasedBy, (Guid?)null), ct);
        return await db.BulkJobs.AnyAsync(j => j.UndoOf == undone && j.State != BulkJobState.Cancelled, ct);
    }
}
