using System.Globalization;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Features.Workspace.Applications;

/// <summary>Creates, renames and deletes applications. An Owner's right; an account always keeps one.</summary>
internal sealed class ApplicationService(
    IDbContextFactory<DashboardDbContext> dbs, AccessService access, ApplicationQueries queries, EnvironmentSetup setup, EnvironmentRemoval removal, AuditLog audit, ApplicationNews news, TimeProvider clock)
{
    /// <summary>With empty Development and Production; its creator is a member, and Admin at both roots.</summary>
    public async Task<Result<Guid>> CreateAsync(Actor actor, string? typed, CancellationToken ct)
    {
        var (name, problem) = PlaceName.Check(typed);
        if (problem is not null) return problem;

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return ApplicationErrors.OwnersOnly;
        if (await TakenAsync(db, actor.AccountId, name, except: null, ct)) return ApplicationErrors.Exists;

        var now = clock.GetUtcNow();
        var slugs = await db.Applications.Where(a => a.AccountId == actor.AccountId).Select(a => a.Slug).ToListAsync(ct);
        var application = new Application { AccountId = actor.AccountId, Name = name, Slug = PlaceName.FreeSlug(name, slugs), CreatedAt = now };
        db.Applications.Add(application);
        audit.Add(db, actor, AuditActions.ApplicationCreated, Target(application), new Changes().Set("name", null, name));
        var admin = new AuditTarget(AuditTarget.User, actor.Id, actor.Name);
        db.AppMemberships.Add(new AppMembership { ApplicationId = application.Id, IdentityId = actor.Id, AccountId = actor.AccountId, State = MembershipState.Active, CreatedAt = now });
        audit.Add(db, actor, AuditActions.MembershipCreated, admin, new Changes().Set("application", null, name));
        foreach (var kind in EnvironmentSetup.Standard) setup.Add(db, actor, EnvironmentSetup.Empty(application, kind, now), name, admin);
        if (await SaveAsync(db, actor, ct) is { } refusal) return refusal;
        return application.Id;
    }

    /// <param name="seen">The name the form was filled from; one called otherwise by now is left alone. Null: whatever it is called.</param>
    public async Task<Result> RenameAsync(Actor actor, Guid id, string? typed, string? seen, CancellationToken ct)
    {
        var (name, problem) = PlaceName.Check(typed);
        if (problem is not null) return problem;

        await using var db = await dbs.CreateDbContextAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return ApplicationErrors.OwnersOnly;
        var application = await db.Applications.FirstOrDefaultAsync(a => a.Id == id && a.AccountId == actor.AccountId, ct);
        if (application is null) return ApplicationErrors.NotFound;
        if (application.Name == name) return Result.Ok;
        if (seen is not null && application.Name != seen) return ApplicationErrors.Changed;
        if (await TakenAsync(db, actor.AccountId, name, id, ct)) return ApplicationErrors.Exists;

        var change = new Changes().Set("name", application.Name, name);
        application.Name = name;
        audit.Add(db, actor, AuditActions.ApplicationRenamed, Target(application), change);
        return await SaveAsync(db, actor, ct) is { } refusal ? refusal : Result.Ok;
    }

    /// <param name="confirmed">Its name, as typed by who knows what goes with it.</param>
    public async Task<Result> DeleteAsync(Actor actor, Guid id, string? confirmed, CancellationToken ct)
    {
        await using var db = await dbs.CreateDbContextAsync(ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (!await access.IsOwnerAsync(db, actor, ct)) return ApplicationErrors.OwnersOnly;
        await RowLocks.ApplicationsAsync(db, actor.AccountId, ct);
        var application = await db.Applications.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id && a.AccountId == actor.AccountId, ct);
        if (application is null) return ApplicationErrors.NotFound;
        if (confirmed?.Trim() != application.Name) return ApplicationErrors.NotConfirmed(application.Name);
        if (!await db.Applications.AnyAsync(a => a.AccountId == actor.AccountId && a.Id != id, ct)) return ApplicationErrors.Last;

        var environments = await db.Environments.Where(e => e.ApplicationId == id).OrderBy(e => e.Position).Select(e => new { e.Id, e.Name }).ToListAsync(ct);
        var ids = environments.ConvertAll(e => e.Id);
        var going = await queries.CountAsync(db, ids, await db.AppMemberships.CountAsync(m => m.ApplicationId == id, ct), ct);
        await removal.RemoveAsync(db, ids, ct);
        await db.AppMemberships.Where(m => m.ApplicationId == id).ExecuteDeleteAsync(ct);
        await db.Applications.Where(a => a.Id == id).ExecuteDeleteAsync(ct);
        foreach (var environment in environments)
        {
            audit.Add(db, actor, AuditActions.EnvironmentDeleted, new AuditTarget(AuditTarget.Environment, environment.Id, environment.Name), new Changes().Set("application", application.Name, null));
        }

        audit.Add(db, actor, AuditActions.ApplicationDeleted, Target(application), Gone(going).Set("name", application.Name, null));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        news.Publish(actor.AccountId);
        return Result.Ok;
    }

    /// <summary>How much went with it, for the record.</summary>
    internal static Changes Gone(Removal going) => new Changes()
        .Set("members", Number(going.Members), null).Set("assignments", Number(going.Assignments), null).Set("roles", Number(going.Roles), null).Set("nodes", Number(going.Nodes), null)
        .Set("api_keys", Number(going.ApiKeys), null).Set("pending_invitations", Number(going.PendingInvitations), null)
        .Set("access_flows", Number(going.AccessFlows), null);

    private static string? Number(int count) => count == 0 ? null : count.ToString(CultureInfo.InvariantCulture);

    private static AuditTarget Target(Application application) => new(AuditTarget.Application, application.Id, application.Name);

    private static Task<bool> TakenAsync(DashboardDbContext db, Guid accountId, string name, Guid? except, CancellationToken ct)
    {
        var lower = name.ToLowerInvariant();
        return db.Applications.AnyAsync(a => a.AccountId == accountId && a.Id != except && a.Name.ToLower() == lower, ct);
    }

    private async Task<Error?> SaveAsync(DashboardDbContext db, Actor actor, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (UniqueViolation.Is(e))
        {
            return ApplicationErrors.Exists;
        }
        catch (DbUpdateConcurrencyException)
        {
            return ApplicationErrors.NotFound;
        }

        news.Publish(actor.AccountId);
        return null;
    }
}
