using IdentityDashboard.Data;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Platform.Jobs;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace IdentityDashboard.Tests.Features.Bulk;

/// <summary>Orders changes as the bar does, and waits for those that run in the background.</summary>
internal static class BulkWorld
{
    private static readonly DateTimeOffset Start = new(2026, 11, 2, 9, 0, 0, TimeSpan.Zero);

    /// <summary>An app whose jobs run only when the test says so.</summary>
    public static Task<TestApp> WithoutWorkerAsync(Database database) =>
        TestApp.StartAsync(database, services: services => Quiet(services));

    public static void Quiet(IServiceCollection services, TimeProvider? clock = null)
    {
        services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(BulkWorker)));
        if (clock is not null) services.AddSingleton(clock);
    }

    /// <summary>Many members of the application, written at once.</summary>
    public static async Task<IReadOnlyList<Guid>> CrowdAsync(this TestApp app, TestAccount account, int count, string first = "Person", PrincipalState state = PrincipalState.Active)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await CrowdAsync(db, account.Id, account.Production.ApplicationId, count, first, state);
    }

    public static async Task<IReadOnlyList<Guid>> CrowdAsync(DashboardDbContext db, Guid account, Guid application, int count, string first = "Person", PrincipalState state = PrincipalState.Active)
    {
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        var people = Enumerable.Range(0, count).Select(n =>
        {
            var email = $"{first}{n:00000}@crowd.example".ToLowerInvariant();
            var person = new Identity
            {
                Id = Guid.CreateVersion7(Start.AddSeconds(n)), AccountId = account, FirstName = first, LastName = $"{n:00000}", SortName = "", SearchText = "",
                Email = email, NormalizedEmail = email, UserName = email, NormalizedUserName = email, SecurityStamp = "stamp", State = state, CreatedAt = Start, UpdatedAt = Start,
            };
            person.Refresh();
            return person;
        }).ToList();
        foreach (var part in people.Chunk(2000))
        {
            db.AddRange(part);
            db.AddRange(part.Select(p => new AppMembership { ApplicationId = application, IdentityId = p.Id, AccountId = account, State = MembershipState.Active, CreatedAt = Start }));
            await db.SaveChangesAsync();
            db.ChangeTracker.Clear();
        }

        return [.. people.Select(p => p.Id)];
    }

    public static BulkOrder Order(this TestAccount account, string kind, IReadOnlyList<Guid> ids, BulkParameters? parameters = null) =>
        new(kind, parameters ?? BulkParameters.None, new BulkSelection(ids), account.Production.EnvironmentId);

    /// <summary>Everybody whose name holds the text.</summary>
    public static BulkOrder OrderAll(this TestAccount account, string kind, string search, BulkParameters? parameters = null) =>
        new(kind, parameters ?? BulkParameters.None,
            new BulkSelection([], new IdentityListQuery(account.Production.ApplicationId, account.Production.EnvironmentId, new IdentityFilter { Search = search })), account.Production.EnvironmentId);

    public static BulkParameters In(params GroupChoice[] groups) => new() { Groups = groups };

    public static BulkParameters Role(this TestAccount account, Guid role, Guid? node = null, DateTimeOffset? until = null) =>
        new() { RoleId = role, RoleName = "Editor", NodeId = node ?? account.Production.RootNodeId, NodePath = "Storefront", Until = until };

    public static Task<Result<BulkJob>> StartAsync(this TestApp app, Actor actor, BulkOrder order) => app.Service<BulkService>().StartAsync(actor, order, CancellationToken.None);

    public static async Task<BulkPreview> PreviewAsync(this TestApp app, Actor actor, BulkOrder order) =>
        (await app.Service<BulkPreviews>().PreviewAsync(actor, order, CancellationToken.None)).Value;

    public static Task<BulkJob> JobAsync(this TestApp app, Guid id) => app.QueryAsync(db => db.BulkJobs.AsNoTracking().SingleAsync(j => j.Id == id));

    public static Task<List<BulkJobRow>> OutcomeAsync(this TestApp app, Guid id) =>
        app.QueryAsync(db => db.BulkJobRows.AsNoTracking().Where(r => r.JobId == id).OrderBy(r => r.Position).ToListAsync());

    /// <summary>Steps until the job ends, in this test's own hands.</summary>
    public static async Task<BulkJob> FinishAsync(this TestApp app, Guid id)
    {
        var runner = app.Service<BulkRunner>();
        var lease = await runner.ClaimAsync(CancellationToken.None);
        Assert.Equal(id, lease!.JobId);
        while (await runner.StepAsync(lease, CancellationToken.None))
        {
            // The next step.
        }

        return await app.JobAsync(id);
    }

    public static BulkWorker Worker(TestApp app) =>
        new(app.Service<BulkRunner>(), app.Service<JobSignal>(), app.Service<TimeProvider>(), app.Service<Microsoft.Extensions.Logging.ILogger<BulkWorker>>());

    /// <summary>Waits until a background worker has brought the job to its end.</summary>
    public static async Task<BulkJob> EndedAsync(this TestApp app, Guid id)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(5));
        while (true)
        {
            var job = await app.JobAsync(id);
            if (job.FinishedAt is not null) return job;
            patience.Token.ThrowIfCancellationRequested();
            // Looking without a pause takes the job its processor.
            await Task.Delay(10, patience.Token);
        }
    }
}
