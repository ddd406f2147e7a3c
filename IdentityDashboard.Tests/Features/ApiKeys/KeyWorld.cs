using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Api;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace IdentityDashboard.Tests.Features.ApiKeys;

/// <summary>An account with the node EMEA, Berlin below it, APAC beside it, and a role that reads the audit.</summary>
internal sealed class KeyWorld
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public required TestApp App { get; init; }
    public required TestAccount Account { get; init; }
    public required Guid Emea { get; init; }
    public required Guid Berlin { get; init; }
    public required Guid Apac { get; init; }
    public required Guid Role { get; init; }

    public ApiKeyService Keys => App.Service<ApiKeyService>();
    public ApiKeyDirectory Directory => App.Service<ApiKeyDirectory>();
    public ApiKeyQueries Queries => App.Service<ApiKeyQueries>();
    public Guid Place => Account.Production.EnvironmentId;
    public Guid Root => Account.Production.RootNodeId;

    public static async Task<KeyWorld> MakeAsync(Database database) => await MakeAsync(await TestApp.SharedAsync(database));

    /// <summary>In an app of its own with a clock to set forward; dispose its <see cref="App"/>.</summary>
    public static async Task<KeyWorld> MakeAsync(Database database, FakeClock clock) =>
        await MakeAsync(await TestApp.StartAsync(database, services: s => s.Replace(ServiceDescriptor.Singleton<TimeProvider>(clock))));

    public NewApiKey Wanted(Guid? node = null, Guid? role = null, int? days = NewApiKey.UsualDays) => new("HR sync", role ?? Role, node ?? Emea, days);

    public async Task<MadeApiKey> KeyAsync(Guid? node = null, Guid? role = null, int? days = NewApiKey.UsualDays)
    {
        var made = await Keys.CreateAsync(Account.Admin, Place, Wanted(node, role, days), Ct);
        Assert.True(made.Succeeded, made.Error?.Message);
        return made.Value;
    }

    public Task<ApiCaller?> CallAsync(MadeApiKey key) => Directory.FindAsync(key.Secret, null, Ct);

    public Task<ApiKey> RowAsync(Guid id) => App.QueryAsync(db => db.ApiKeys.AsNoTracking().SingleAsync(k => k.Id == id, Ct));

    public Task<bool> MayAsync(Actor key, Guid node, string permission = Permissions.AuditRead) =>
        App.QueryAsync(db => App.Service<AccessService>().AllowsAsync(db, key, permission, node, Ct));

    /// <summary>Somebody who holds these permissions at a node.</summary>
    public async Task<Actor> ActorAtAsync(Guid node, params string[] keys)
    {
        var person = await App.PersonAsync(Account, "Lea", "Dubois");
        await App.AssignAsync(Account, await App.RoleAsync(Account, Account.Production, keys), Account.Production, person.Id, node: node);
        return person.As(Account);
    }

    private static async Task<KeyWorld> MakeAsync(TestApp app)
    {
        var account = await app.AccountAsync();
        var emea = await app.NodeAsync(account, account.Production, "EMEA");
        return new KeyWorld
        {
            App = app, Account = account, Emea = emea, Berlin = await app.NodeAsync(account, account.Production, "Berlin", emea), Apac = await app.NodeAsync(account, account.Production, "APAC"),
            Role = await app.RoleAsync(account, account.Production, [Permissions.AuditRead]),
        };
    }
}
