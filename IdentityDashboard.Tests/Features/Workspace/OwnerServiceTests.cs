using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Workspace;

public sealed class OwnerServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Owners_make_and_remove_Owners_also_themselves_and_it_stands_in_the_audit(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var owners = app.Service<IAccountOwners>();

        Assert.True((await owners.AddAsync(account.Admin, person.Id, Ct)).Succeeded);
        Assert.Equal("is_owner", (await owners.AddAsync(account.Admin, person.Id, Ct)).Error!.Code);
        Assert.True((await owners.RemoveAsync(account.Admin, account.Admin.Id, Ct)).Succeeded);
        Assert.Equal(403, (await owners.AddAsync(account.Admin, account.Admin.Id, Ct)).Error!.Status);
        Assert.Equal("is_not_owner", (await owners.RemoveAsync(person.As(account), account.Admin.Id, Ct)).Error!.Code);

        Assert.Contains(await app.AuditAsync(person.Id), e => e.Action == AuditActions.OwnerAdded && e.ActorId == account.Admin.Id);
        Assert.Contains(await app.AuditAsync(account.Admin.Id), e => e.Action == AuditActions.OwnerRemoved);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A43_The_last_Owner_who_can_act_stays_one(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var owners = app.Service<IAccountOwners>();
        await owners.AddAsync(account.Admin, person.Id, Ct);
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, person.Id, Ct);

        Assert.Equal("last_owner", (await owners.RemoveAsync(account.Admin, account.Admin.Id, Ct)).Error!.Code);
        Assert.True((await owners.RemoveAsync(account.Admin, person.Id, Ct)).Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_Rights_in_environments_make_nobody_an_Owner(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var admin = await app.ActorAsync(account, [.. Permissions.BuiltIn.Select(p => p.Key)]);
        var (person, suspended) = (await app.PersonAsync(account), await app.PersonAsync(account));
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, suspended.Id, Ct);
        var owners = app.Service<IAccountOwners>();

        Assert.Equal(403, (await owners.AddAsync(admin, admin.Id, Ct)).Error!.Status);
        Assert.Equal(403, (await owners.RemoveAsync(admin, account.Admin.Id, Ct)).Error!.Status);
        Assert.Equal(409, (await owners.AddAsync(account.Admin, suspended.Id, Ct)).Error!.Status);
        Assert.Equal(404, (await owners.AddAsync((await app.AccountAsync("Other")).Admin, person.Id, Ct)).Error!.Status);
    }
}
