using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace.Applications;

/// <summary>Creates, renames and deletes environments of an application. An Owner's right; an application always keeps one.</summary>
internal sealed class EnvironmentService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, ApplicationQueries queries, EnvironmentSetup setup, EnvironmentRemoval removal, AuditLog audit, ApplicationNews news, TimeProvider clock)
{
    /// <summary>Empty; its creator is Admin at its root.</summary>
    public async Task<Result<Guid>> CreateAsync(Actor actor, Guid applicationId, string? typed, EnvironmentKind kind, CancellationToken ct)
    {
        var (name, problem) = PlaceName.Check(typed);
        if (problem is not null) return problem;

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return ApplicationErrors.OwnersOnly;
        var application = await db.Applications.AsNoTracking().FirstOrDefaultAsync(a => a.Id == applicationId && a.AccountId == actor.AccountId, ct);
        if (application is null) return ApplicationErrors.NotFound;
        if (await TakenAsync(db, applicationId, name, except: null, ct)) return ApplicationErrors.EnvironmentExists;

        var there = await db.Environments.Where(e => e.ApplicationId == applicationId).Select(e => new { e.Slug, e.Position }).ToListAsync(ct);
        var environment = new AppEnvironment
        {
            AccountId = actor.AccountId, ApplicationId = applicationId, Name = name, Slug = PlaceName.FreeSlug(name, there.Select(e => e.Slug)),
            Kind = kind, Position = there.Select(e => e.Position).DefaultIfEmpty(-1).Max() + 1, CreatedAt = clock.GetUtcNow(),
        };
        audit.Add(db, actor, AuditActions.EnvironmentCreated, Target(environment), new Changes().Set("name", null, name).Set("application", null, application.Name));
        setup.Add(db, actor, environment, application.Name, new AuditTarget(AuditTarget.User, actor.Id, actor.Name));
        if (await SaveAsync(db, actor, ct) is { } refusal) return refusal;
        return environment.Id;
    }

    /// <param name="seen">The name the form was filled from; one called otherwise by now is left alone. Null: whatever it is called.</param>
    public async Task<Result> RenameAsync(Actor actor, Guid id, string? typed, string? seen, CancellationToken ct)
    {
        var (name, problem) = PlaceName.Check(typed);
        if (problem is not null) return problem;

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return ApplicationErrors.OwnersOnly;
        var environment = await db.Environments.FirstOrDefaultAsync(e => e.Id == id && e.AccountId == actor.AccountId, ct);
        if (environment is null) return ApplicationErrors.EnvironmentNotFound;
        if (environment.Name == name) return Result.Ok;
        if (seen is not null && environment.Name != seen) return ApplicationErrors.Changed;
        if (await TakenAsync(db, environment.ApplicationId, name, id, ct)) return ApplicationErrors.EnvironmentExists;

        var change = new Changes().Set("name", environment.Name, name);
        environment.Name = name;
        audit.Add(db, actor, AuditActions.EnvironmentRenamed, Target(environment), change);
        return await SaveAsync(db, actor, ct) is { } refusal ? refusal : Result.Ok;
    }

    /// <param name="confirmed">Its name, as typed by who knows what goes with it.</param>
    public async Task<Result> DeleteAsync(Actor actor, Guid id, string? confirmed, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return ApplicationErrors.OwnersOnly;
        await RowLocks.ApplicationsAsync(db, actor.AccountId, ct);
        var environment = await db.Environments.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id && e.AccountId == actor.AccountId, ct);
        if (environment is null) return ApplicationErrors.EnvironmentNotFound;
        if (confirmed?.Trim() != environment.Name) return ApplicationErrors.NotConfirmed(environment.Name);
        if (!await db.Environments.AnyAsync(e => e.ApplicationId == environment.ApplicationId && e.Id != id, ct)) return ApplicationErrors.LastEnvironment;

        var application = await db.Applications.Where(a => a.Id == environment.ApplicationId).Select(a => a.Name).SingleAsync(ct);
        var going = await queries.CountAsync(db, [id], members: 0, ct);
        await removal.RemoveAsync(db, [id], ct);
        audit.Add(db, actor, AuditActions.EnvironmentDeleted, Target(environment), ApplicationService.Gone(going).Set("name", environment.Name, null).Set("application", application, null));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        news.Publish(actor.AccountId);
        return Result.Ok;
    }

    private static AuditTarget Target(AppEnvironment environment) => new(AuditTarget.Environment, environment.Id, environment.Name);

    private static Task<bool> TakenAsync(DashboardDbContext db, Guid applicationId, string name, Guid? except, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
        return db.Environments.AnyAsync(e => e.ApplicationId == applicationId && e.Id != except && e.Name.ToLower() == lower, ct);
    }

    private async Task<Error?> SaveAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return ApplicationErrors.EnvironmentExists;
        }
        catch (DbUpdateConcurrencyException)
        {
            return ApplicationErrors.EnvironmentNotFound;
        }

        news.Publish(actor.AccountId);
        return null;
    }
}
