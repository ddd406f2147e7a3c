using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.AccessRequests;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IdentityDashboard.Tests.Features.AccessRequests;

/// <summary>An account with a Grantee, an approver, a role to ask for at a node, and a flow that joins them.</summary>
internal sealed class FlowWorld
{
    public static readonly Guid Nobody = Guid.Parse("01900000-0000-7000-8000-000000000000");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public required TestApp App { get; init; }
    public required TestAccount Account { get; init; }
    public required CreatedIdentity PatPerson { get; init; }
    public required Actor Pat { get; init; }
    public required Actor Approver { get; init; }
    public required Guid Role { get; init; }
    public required Guid Node { get; init; }
    public Guid Flow { get; private set; }

    public FlowService Flows => App.Service<FlowService>();
    public RequestService Requests => App.Service<RequestService>();
    public RequestDecisions Decisions => App.Service<RequestDecisions>();
    public RequestQueue Queue => App.Service<RequestQueue>();
    public MyAccessQueries Mine => App.Service<MyAccessQueries>();
    public Guid Environment => Account.Production.EnvironmentId;

    public static async Task<FlowWorld> CreateAsync(Database database, Func<FlowDraft, FlowDraft>? change = null) =>
        await CreateAsync(await TestApp.SharedAsync(database), change);

    /// <summary>In an app of its own with a clock to set forward; dispose its <see cref="App"/>.</summary>
    public static async Task<FlowWorld> CreateAsync(Database database, FakeClock clock) =>
        await CreateAsync(await TestApp.StartAsync(database, services: s => s.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock))), null);

    private static async Task<FlowWorld> CreateAsync(TestApp app, Func<FlowDraft, FlowDraft>? change)
    {
        var account = await app.AccountAsync();
        var place = account.Production;
        var pat = await app.PersonAsync(account);
        await app.AssignAsync(account, await app.RoleNamedAsync(place, BuiltInRoles.Grantee), place, pat.Id);
        var world = new FlowWorld
        {
            App = app, Account = account, PatPerson = pat, Pat = pat.As(account), Approver = await app.ActorAsync(account, [Permissions.AccessApprove]),
            Role = await app.RoleAsync(account, place, [Permissions.AuditRead]), Node = await app.NodeAsync(account, place, "EMEA"),
        };
        world.Flow = (await world.Flows.CreateAsync(account.Admin, place.EnvironmentId, change is null ? world.Draft() : change(world.Draft()), Ct)).Value;
        return world;
    }

    /// <summary>Pat asks, the approver decides, for a day at most.</summary>
    public FlowDraft Draft() => new(
        $"Flow {Guid.NewGuid():N}", false, [Subject.Person(Pat.Id)], [new FlowGrant(Role, Node, Below: false)], false, [Subject.Person(Approver.Id)], 24, ReasonRequired: false);

    public WantedAccess Wanted(int hours = 8, string? reason = "Month end") => new(Flow, Role, Node, hours, reason);

    /// <returns>The request that waits.</returns>
    public async Task<Guid> AskAsync(int hours = 8)
    {
        var asked = await Requests.RequestAsync(Pat, Wanted(hours), Ct);
        Assert.True(asked.Succeeded, asked.Error?.Message);
        return await App.QueryAsync(db => db.AccessRequests.Where(r => r.RequesterId == Pat.Id).OrderByDescending(r => r.CreatedAt).Select(r => r.Id).FirstAsync(Ct));
    }

    public async Task<Guid> GrantAsync(int hours = 8)
    {
        var done = await Decisions.ApproveAsync(Approver, await AskAsync(hours), hours, null, Ct);
        Assert.True(done.Succeeded, done.Error?.Message);
        return (await AssignmentAsync())!.Id;
    }

    /// <summary>What the flow's role gave Pat at its node.</summary>
    public Task<Assignment?> AssignmentAsync() => App.QueryAsync(db => db.Assignments.SingleOrDefaultAsync(a => a.IdentityId == Pat.Id && a.RoleId == Role, Ct));

    public Task<AccessRequest> FindAsync(Guid id) => App.QueryAsync(db => db.AccessRequests.SingleAsync(r => r.Id == id, Ct));

    public Task<bool> HoldsAsync(Guid? node = null) => App.QueryAsync(db => App.Service<AccessService>().EvaluateAsync(db, Pat.Id, Permissions.AuditRead, node ?? Node, Ct));

    public Task<List<string>> MailsToAsync(Guid person) => App.QueryAsync(async db =>
    {
        var email = await db.Identities.Where(i => i.Id == person).Select(i => i.Email!).SingleAsync(Ct);
        return await db.MailOutbox.Where(m => m.Recipient == email && m.Purpose == RequestMail.Purpose).OrderBy(m => m.CreatedAt).Select(m => m.Subject).ToListAsync(Ct);
    });
}
