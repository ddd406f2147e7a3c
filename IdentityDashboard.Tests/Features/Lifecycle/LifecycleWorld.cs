using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Lifecycle;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace IdentityDashboard.Tests.Features.Lifecycle;

/// <summary>People whose time here ends, and the jobs that end it, run by hand.</summary>
internal static class LifecycleWorld
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>An app in which nothing ends by itself.</summary>
    public static Task<TestApp> WithoutJobAsync(Database database, FakeClock? clock = null) => TestApp.StartAsync(database, services: services =>
    {
        services.Remove(services.Single(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType == typeof(LifecycleJob)));
        if (clock is not null) services.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock));
    });

    public static PlannedEndService Ends(this TestApp app) => app.Service<PlannedEndService>();

    public static WantedEnd In(TimeSpan time, string? reason = "Contract ends", bool keys = true) => new(DateTimeOffset.UtcNow + time, reason, keys);

    public static async Task PlanAsync(this TestApp app, TestAccount account, Guid person, WantedEnd? end = null)
    {
        var planned = await app.Ends().PlanAsync(account.Admin, person, end ?? In(TimeSpan.FromDays(3)), Ct);
        Assert.True(planned.Succeeded, planned.Error?.Message);
    }

    /// <summary>As if the time had gone by.</summary>
    public static Task ComeAsync(this TestApp app, params IReadOnlyCollection<Guid> people)
    {
        var past = DateTimeOffset.UtcNow.AddMinutes(-1);
        return app.QueryAsync(db => db.PlannedEnds.Where(e => people.Contains(e.IdentityId)).ExecuteUpdateAsync(s => s.SetProperty(e => e.At, past), Ct));
    }

    public static Task<int> RunEndsAsync(this TestApp app) => app.Service<PlannedEndRun>().RunAsync(Ct);

    public static Task<PlannedEnd?> PlanOfAsync(this TestApp app, Guid person) => app.QueryAsync(db => db.PlannedEnds.AsNoTracking().FirstOrDefaultAsync(e => e.IdentityId == person, Ct));

    public static Task<bool> HasEndedAsync(this TestApp app, Guid person) => app.QueryAsync(db => PlannedEnds.HasEndedAsync(db, person, app.Service<TimeProvider>().GetUtcNow(), Ct));

    public static async Task<CreatedIdentity> OwnerAsync(this TestApp app, TestAccount account)
    {
        var person = await app.PersonAsync(account, "Olga", "Owner");
        Assert.True((await app.Service<IAccountOwners>().AddAsync(account.Admin, person.Id, Ct)).Succeeded);
        return person;
    }

    /// <summary>Was here last so many days ago; never, with null. Created before that.</summary>
    public static Task SeenAsync(this TestApp app, Guid person, double? daysAgo, double createdDaysAgo = 4000)
    {
        var (seen, created) = (daysAgo is { } days ? DateTimeOffset.UtcNow.AddDays(-days) : Identity.NeverSeen, DateTimeOffset.UtcNow.AddDays(-createdDaysAgo));
        return app.QueryAsync(db => db.Identities.Where(i => i.Id == person).ExecuteUpdateAsync(s => s.SetProperty(i => i.LastSeenAt, seen).SetProperty(i => i.CreatedAt, created), Ct));
    }

    public static async Task<int> CountAuditAsync(this TestApp app, Guid person, string action) => (await app.AuditAsync(person)).Count(e => e.Action == action);
}
