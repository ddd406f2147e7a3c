using IdentityDashboard.Benchmarks;
using IdentityDashboard.Benchmarks.DemoData;
using IdentityDashboard.Data;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.DemoData;

/// <summary>Demo data is written past the services; what the services read must agree with it all the same.</summary>
public sealed class DemoDataTests
{
    private const int People = 500;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Lists_searches_and_counts_agree_with_demo_data(Database database)
    {
        await using var storage = database == Database.Sqlite ? (IAsyncDisposable)await SqliteFolder.CreateAsync() : await TestPostgres.CreateDatabaseAsync();
        var choice = storage is SqliteFolder folder
            ? new DatabaseChoice(DatabaseOptions.Sqlite, folder.ConnectionString)
            : new DatabaseChoice(DatabaseOptions.Postgres, ((TestDatabase)storage).ConnectionString);
        await using var product = await ProductHost.OpenAsync(choice);
        Assert.Equal("harbour-lamp-27", await DemoDataCommand.SetUpAsync(product, "harbour-lamp-27"));
        var (made, _) = await DemoDataCommand.FillAsync(product, People, seed: 7, audit: true, _ => { });
        await using var db = await product.Get<IDbContextFactory<DashboardDbContext>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        var nora = await db.Identities.SingleAsync(i => i.NormalizedEmail == DemoDataCommand.AdministratorEmail, TestContext.Current.CancellationToken);
        var actor = new Actor(ActorKind.Identity, nora.Id, nora.FullName, nora.AccountId);
        var everybody = await db.Identities.AsNoTracking().ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(People + 1, everybody.Count);
        Assert.Equal(everybody.OrderBy(i => i.SortName, StringComparer.Ordinal).Select(i => i.SortName), await NamesAsync(product, actor, IdentityFilter.None));
        var somebody = everybody.Find(i => i.SearchExtra.Length > 0 && i.Id != nora.Id)!;
        foreach (var term in new[] { somebody.LastName[^3..], somebody.NormalizedEmail![2..9], somebody.SearchExtra, "son" })
        {
            var expected = everybody.Where(i => i.SearchText.Contains(term.ToLowerInvariant(), StringComparison.Ordinal)).Select(i => i.SortName).Order(StringComparer.Ordinal);
            Assert.Equal(expected, await NamesAsync(product, actor, new IdentityFilter { Search = term }));
        }

        Assert.Equal(made.Groups, await db.Groups.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(made.Memberships, await db.GroupMembers.CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(2 * People, await db.AuditEntries.CountAsync(e => e.ActorName == DemoDataLoad.Granter, TestContext.Current.CancellationToken));
        await ChangesStayFoundAsync(product, db, actor, somebody.Id);
        await Assert.ThrowsAsync<UsageException>(() => DemoDataCommand.FillAsync(product, People, seed: 8, audit: false, _ => { }));
    }

    [Fact]
    public void The_same_seed_makes_the_same_people()
    {
        var today = new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(Make(), Make());
        Assert.Equal(200, Make().Select(p => p.Email).Distinct(StringComparer.Ordinal).Count());

        List<(Guid Id, string? Email, DateTimeOffset Seen)> Make()
        {
            var people = new People(new Dice(3), Guid.Empty, today, []);
            return [.. Enumerable.Range(0, 200).Select(i => people.Make(i, 200, "")).Select(p => (p.Id, p.NormalizedEmail, p.LastSeenAt))];
        }
    }

    /// <summary>Triggers and indexes are back: what changes afterwards is found under its new name only.</summary>
    private static async Task ChangesStayFoundAsync(ProductHost product, DashboardDbContext db, Actor actor, Guid id)
    {
        var person = await db.Identities.SingleAsync(i => i.Id == id, TestContext.Current.CancellationToken);
        person.LastName = "Quillfeather";
        person.Refresh();
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        Assert.Equal([person.SortName], await NamesAsync(product, actor, new IdentityFilter { Search = "quillfea" }));
    }

    private static async Task<List<string>> NamesAsync(ProductHost product, Actor actor, IdentityFilter filter)
    {
        var query = new IdentityListQuery(null, null, filter);
        var names = new List<string>();
        var count = (await product.Get<IdentityQueries>().CountAsync(actor, query, TestContext.Current.CancellationToken)).Value.Count;
        for (string? at = null; ;)
        {
            var page = (await product.Get<IdentityQueries>().ListAsync(actor, query with { Cursor = at }, TestContext.Current.CancellationToken)).Value;
            names.AddRange(page.Items.Select(i => i.FullName.ToLowerInvariant()));
            if ((at = page.Next) is null) break;
        }

        Assert.Equal(names.Count, count.Value);
        return names;
    }
}
