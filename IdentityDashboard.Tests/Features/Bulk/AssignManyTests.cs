using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Access.Assignments;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Bulk;

/// <summary>People x roles x nodes in one change, previewed, told per person and taken back.</summary>
public sealed class AssignManyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S39_S40_Each_person_gets_each_role_at_each_node_save_what_they_have(Database database)
    {
        var w = await World.MakeAsync(database);
        await w.App.AssignAsync(w.Account, w.Editor, w.Account.Production, w.People[0], node: w.Emea);

        var preview = (await w.App.Service<BulkPreviews>().PreviewAsync(w.Account.Admin, w.Order, Ct)).Value;
        var job = (await w.App.Service<BulkService>().StartAsync(w.Account.Admin, w.Order, Ct)).Value;

        Assert.Equal((3, 3, 11), (preview.Total, preview.WillChange, preview.Assignments));
        Assert.Equal((BulkJobState.Finished, 3, 0), (job.State, job.Succeeded, job.Skipped));
        Assert.Equal(12, await w.CountAsync());
        Assert.Equal(4, (await w.App.AuditAsync(w.People[1])).Count(e => e.Action == "assignment.created"));
        var again = (await w.App.Service<BulkService>().StartAsync(w.Account.Admin, w.Order, Ct)).Value;
        Assert.Equal((0, 3), (again.Succeeded, again.Skipped));
        Assert.Equal("Already has all of this then.", await w.App.QueryAsync(db => db.BulkJobRows.Where(r => r.JobId == again.Id).Select(r => r.Reason).FirstAsync(Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U71_Undoing_takes_back_just_what_was_given(Database database)
    {
        var w = await World.MakeAsync(database);
        await w.App.AssignAsync(w.Account, w.Editor, w.Account.Production, w.People[0], node: w.Emea);
        var job = (await w.App.Service<BulkService>().StartAsync(w.Account.Admin, w.Order, Ct)).Value;
        var taken = await w.App.QueryAsync(db => db.Assignments.Where(a => a.IdentityId == w.People[1] && a.RoleId == w.Editor && a.NodeId == w.Emea).Select(a => a.Id).SingleAsync(Ct));
        await w.App.Service<AssignmentService>().RemoveAsync(w.Account.Admin, taken, Ct);

        var undone = (await w.App.Service<BulkService>().UndoAsync(w.Account.Admin, job.Id, Ct)).Value;

        Assert.Equal((3, 0), (undone.Succeeded, undone.Skipped));
        Assert.Equal(1, await w.CountAsync());
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_What_goes_beyond_ones_own_rights_is_left_out_and_said(Database database)
    {
        var w = await World.MakeAsync(database);
        var admin = await w.App.RoleNamedAsync(w.Account.Production, BuiltInRoles.Admin);
        var actor = await w.App.ActorAsync(w.Account, [Permissions.IdentityRead, Permissions.AssignmentManage, Permissions.AccessRequest]);
        var places = new List<RolePlace> { new(w.Editor, "Editor", w.Emea, "EMEA"), new(admin, "Admin", w.Emea, "EMEA") };
        var order = w.Order with { Parameters = new BulkParameters { Places = places } };

        var refused = await w.App.Service<AssignmentMatrix>().RefusedAsync(actor, new MatrixGrant(w.Account.Production.EnvironmentId, places, null, null), Ct);
        var job = (await w.App.Service<BulkService>().StartAsync(actor, order, Ct)).Value;

        Assert.Equal([admin], refused.Select(r => r.Place.RoleId));
        Assert.Equal(3, job.Succeeded);
        Assert.Equal(3, await w.CountAsync());
        Assert.False(await w.App.QueryAsync(db => db.Assignments.AnyAsync(a => a.RoleId == admin && w.People.Contains(a.IdentityId!.Value), Ct)));
        var all = order with { Parameters = new BulkParameters { Places = [places[1]] } };
        Assert.Equal((0, 3), (await w.App.Service<BulkService>().StartAsync(actor, all, Ct)).Value is var none ? (none.Succeeded, none.Skipped) : default);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_window_is_kept_and_one_that_ends_before_it_begins_is_refused(Database database)
    {
        var w = await World.MakeAsync(database);
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(1), DateTimeOffset.UtcNow.AddDays(2));

        var wrong = await w.App.Service<BulkService>().StartAsync(w.Account.Admin, w.Order with { Parameters = w.Order.Parameters with { From = until, Until = from } }, Ct);
        Assert.Equal(422, wrong.Error!.Status);
        Assert.True((await w.App.Service<BulkService>().StartAsync(w.Account.Admin, w.Order with { Parameters = w.Order.Parameters with { From = from, Until = until } }, Ct)).Succeeded);

        var made = await w.App.QueryAsync(db => db.Assignments.Where(a => a.IdentityId == w.People[0]).ToListAsync(Ct));
        Assert.All(made, a => Assert.True(a.EffectiveFrom > DateTimeOffset.UtcNow && a.EffectiveTo > a.EffectiveFrom));
        Assert.Equal(4, made.Count);
    }

    private sealed record World(TestApp App, TestAccount Account, Guid Editor, Guid Reader, Guid Emea, Guid Apac, IReadOnlyList<Guid> People)
    {
        public BulkOrder Order => new(BulkKind.Assign, new BulkParameters
        {
            Places = [new(Editor, "Editor", Emea, "EMEA"), new(Editor, "Editor", Apac, "APAC"), new(Reader, "Reader", Emea, "EMEA"), new(Reader, "Reader", Apac, "APAC")],
        }, new BulkSelection(People), Account.Production.EnvironmentId);

        public Task<int> CountAsync() => App.QueryAsync(db => db.Assignments.CountAsync(a => a.IdentityId != null && People.Contains(a.IdentityId.Value), Ct));

        public static async Task<World> MakeAsync(Database database)
        {
            var app = await TestApp.SharedAsync(database);
            var account = await app.AccountAsync();
            var (emea, apac) = (await app.NodeAsync(account, account.Production, "EMEA"), await app.NodeAsync(account, account.Production, "APAC"));
            var (editor, reader) = (await app.RoleAsync(account, account.Production, [Permissions.AccessRequest]), await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]));
            var people = new List<Guid>();
            for (var i = 0; i < 3; i++) people.Add((await app.PersonAsync(account)).Id);
            return new World(app, account, editor, reader, emea, apac, people);
        }
    }
}
