using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Roles;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Roles;

public sealed class PermissionServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("invoice.read", "invoice", "read")]
    [InlineData(" order.line.delete ", "order.line", "delete")]
    [InlineData("line-item.mark_paid", "line-item", "mark_paid")]
    public void A_key_is_a_resource_and_an_action(string typed, string resource, string action)
    {
        var (key, problem) = PermissionKey.Parse(typed);

        Assert.Null(problem);
        Assert.Equal((resource, action), (key!.Resource, key.Action));
    }

    [Theory]
    [InlineData("", "Enter a key")]
    [InlineData("invoice", "Put a dot")]
    [InlineData("Invoice.read", "small letters")]
    [InlineData("invoice..read", "single dots")]
    [InlineData(".read", "single dots")]
    [InlineData("invoice.", "single dots")]
    [InlineData("invoice.read all", "small letters")]
    [InlineData("invoice.rëad", "small letters")]
    [InlineData("invoice.1st", "begins with a letter")]
    public void A_key_that_isnt_one_is_refused_with_what_to_do(string typed, string says) =>
        Assert.Contains(says, PermissionKey.Parse(typed).Problem, StringComparison.Ordinal);

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_new_permission_is_there_once_and_Admin_has_it(Database database)
    {
        var (app, account, service) = await StartAsync(database);

        Assert.Equal(["invoice.approve"], (await service.CreateAsync(account.Admin, account.Production.EnvironmentId, "invoice.approve", "Approve invoices", Ct)).Value.Created);
        Assert.Equal("permission_exists", (await service.CreateAsync(account.Admin, account.Production.EnvironmentId, "invoice.approve", null, Ct)).Error!.Code);
        Assert.True(await AllowsAsync(app, account, account.Admin.Id, "invoice.approve"));
        var made = await FindAsync(app, account, "invoice.approve");
        Assert.Equal(AuditActions.PermissionCreated, Assert.Single(await app.AuditAsync(made.Id)).Action);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_dashboards_own_keys_cant_be_made_twice_changed_or_deleted(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        foreach (var (key, _) in Permissions.BuiltIn)
        {
            Assert.Equal("permission_exists", (await service.CreateAsync(account.Admin, account.Production.EnvironmentId, key, null, Ct)).Error!.Code);
            var id = (await FindAsync(app, account, key)).Id;
            Assert.Equal("permission_built_in", (await service.DescribeAsync(account.Admin, id, "Other", Ct)).Error!.Code);
            Assert.Equal("permission_built_in", (await service.DeleteAsync(account.Admin, id, Ct)).Error!.Code);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_wizard_makes_what_is_missing_and_says_what_was_there(Database database)
    {
        var (_, account, service) = await StartAsync(database);
        await service.CreateAsync(account.Admin, account.Production.EnvironmentId, "invoice.read", "Mine", Ct);

        var added = (await service.CreateResourceAsync(account.Admin, account.Production.EnvironmentId, "invoice", PermissionKey.UsualActions, Ct)).Value;
        var again = await service.CreateResourceAsync(account.Admin, account.Production.EnvironmentId, "invoice", PermissionKey.UsualActions, Ct);

        Assert.Equal(["invoice.create", "invoice.update", "invoice.delete"], added.Created);
        Assert.Equal(["invoice.read"], added.Skipped);
        Assert.Equal("permission_exists", again.Error!.Code);
        Assert.NotNull((await service.CreateResourceAsync(account.Admin, account.Production.EnvironmentId, "In voice", PermissionKey.UsualActions, Ct)).Error!.For(RoleErrors.ResourceField));
        Assert.NotNull((await service.CreateResourceAsync(account.Admin, account.Production.EnvironmentId, "order", [], Ct)).Error!.For(RoleErrors.ResourceField));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Deleting_takes_a_permission_out_of_every_role_and_ends_the_access(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        await service.CreateAsync(account.Admin, account.Production.EnvironmentId, "invoice.read", null, Ct);
        var role = await app.RoleAsync(account, account.Production, ["invoice.read"]);
        var person = await app.PersonAsync(account);
        await app.AssignAsync(account, role, account.Production, person.Id);
        var made = await FindAsync(app, account, "invoice.read");
        Assert.Equal(2, (await app.Service<RoleQueries>().PeopleWithAsync(account.Admin, made.Id, Ct)).Value);

        Assert.True((await service.DeleteAsync(account.Admin, made.Id, Ct)).Succeeded);

        Assert.False(await AllowsAsync(app, account, person.Id, "invoice.read"));
        Assert.Contains("Admin, Role", (await app.AuditAsync(made.Id))[^1].Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Who_doesnt_have_a_permission_cant_take_it_from_others(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var manager = await app.ActorAsync(account, [Permissions.RoleManage]);
        await service.CreateAsync(manager, account.Production.EnvironmentId, "invoice.read", null, Ct);
        var made = await FindAsync(app, account, "invoice.read");

        Assert.Equal(403, (await service.DeleteAsync(manager, made.Id, Ct)).Error!.Status);
        Assert.False(await AllowsAsync(app, account, manager.Id, "invoice.read"));
        Assert.Equal(404, (await service.DeleteAsync((await app.AccountAsync("Other")).Admin, made.Id, Ct)).Error!.Status);
        Assert.Equal(404, (await service.DescribeAsync((await app.AccountAsync("Other")).Admin, made.Id, "x", Ct)).Error!.Status);
    }

    private static async Task<(TestApp App, TestAccount Account, PermissionService Service)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync(), app.Service<PermissionService>());
    }

    private static Task<Permission> FindAsync(TestApp app, TestAccount account, string key) =>
        app.QueryAsync(db => db.Permissions.SingleAsync(p => p.EnvironmentId == account.Production.EnvironmentId && p.Key == key, Ct));

    private static Task<bool> AllowsAsync(TestApp app, TestAccount account, Guid person, string key) =>
        app.QueryAsync(db => app.Service<AccessService>().EvaluateAsync(db, person, key, account.Production.RootNodeId, Ct));
}
