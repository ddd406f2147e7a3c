using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Directory;

public sealed class UserListTests
{
    private const int People = 130;

    public static TheoryData<Database, IdentitySort, bool> EveryOrder()
    {
        var data = new TheoryData<Database, IdentitySort, bool>();
        foreach (var database in Enum.GetValues<Database>())
        {
            foreach (var sort in Enum.GetValues<IdentitySort>())
            {
                data.Add(database, sort, false);
                data.Add(database, sort, true);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(EveryOrder))]
    public async Task U26_Pages_show_everybody_once_in_every_order_and_the_same_on_the_way_back(Database database, IdentitySort sort, bool descending)
    {
        var (app, account) = await StartAsync(database);
        await app.SeedPeopleAsync(account, People);
        var query = InApplication(account) with { Sort = sort, Descending = descending };

        var forwards = new List<Page<IdentityRow>> { await ListAsync(app, account, query) };
        while (forwards[^1].Next is { } next) forwards.Add(await ListAsync(app, account, query with { Cursor = next }));
        var backwards = new List<Page<IdentityRow>> { forwards[^1] };
        while (backwards[^1].Previous is { } previous) backwards.Add(await ListAsync(app, account, query with { Cursor = previous }));

        Assert.Equal([50, 50, 31], forwards.Select(p => p.Items.Count));
        var rows = forwards.SelectMany(p => p.Items).ToList();
        Assert.Equal(People + 1, rows.Select(r => r.Id).Distinct().Count());
        Assert.Equal(forwards.Select(Ids), backwards.AsEnumerable().Reverse().Select(Ids));
        Assert.Null(forwards[0].Previous);
        AssertOrdered(rows, sort, descending);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U26_Search_finds_three_letters_anywhere_and_two_at_the_beginning(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AddPersonAsync(account, "Grace", "Liang", "grace@northpeak.example");
        await app.AddPersonAsync(account, "Hugo", "Salinas", "h.salinas@halden.example");

        Assert.Equal(["Grace Liang"], await SearchAsync(app, account, "RTHPE"));
        Assert.Equal(["Grace Liang"], await SearchAsync(app, account, "ace li"));
        Assert.Equal(["Hugo Salinas"], await SearchAsync(app, account, "h."));
        Assert.Equal(["Grace Liang"], await SearchAsync(app, account, " GR "));
        Assert.Equal(["Hugo Salinas"], await SearchAsync(app, account, "Salinas@Halden.example"));
        Assert.Equal(["Hugo Salinas"], await SearchAsync(app, account, "s@hal"));
        Assert.Equal(["Grace Liang"], await SearchAsync(app, account, "@northpeak"));
        Assert.Empty(await SearchAsync(app, account, "salinas@northpeak"));
        Assert.Empty(await SearchAsync(app, account, "li"));
        Assert.Empty(await SearchAsync(app, account, "nobody"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A60_Wildcards_and_quotes_in_a_search_are_plain_text(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AddPersonAsync(account, "100% Sure", "Thing", "sure@halden.example");
        await app.AddPersonAsync(account, "Under_Score", "Case", "under@halden.example");
        await app.AddPersonAsync(account, "Quo\"te", "D'Arc", "quote@halden.example");
        await app.AddPersonAsync(account, "Back\\slash", "Path", "back@halden.example");

        Assert.Equal(["100% Sure Thing"], await SearchAsync(app, account, "00% s"));
        Assert.Equal(["Under_Score Case"], await SearchAsync(app, account, "r_s"));
        Assert.Equal(["Quo\"te D'Arc"], await SearchAsync(app, account, "o\"te"));
        Assert.Equal(["Quo\"te D'Arc"], await SearchAsync(app, account, "d'arc"));
        Assert.Equal(["Back\\slash Path"], await SearchAsync(app, account, "k\\s"));
        foreach (var text in new[] { "%%%", "___", "%", "__", "\"", "\"\"\"", "\\\\\\", "* OR", "a* NEAR", "'--" }) Assert.Empty(await SearchAsync(app, account, text));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Another_accounts_people_never_appear(Database database)
    {
        var (app, account) = await StartAsync(database);
        var other = await app.AccountAsync("Northpeak");
        await app.AddPersonAsync(other, "Foreign", "Person", "foreign@halden.example");
        await app.AddPersonAsync(account, "Own", "Person", "own@halden.example");

        Assert.Equal(["Own Person"], await SearchAsync(app, account, "person"));
        Assert.DoesNotContain("Foreign Person", Names(await ListAsync(app, account, new IdentityListQuery(null, null, IdentityFilter.None))));
        Assert.Equal(2, await CountAsync(app, account, new IdentityListQuery(null, null, IdentityFilter.None)));
        var foreignEnvironment = await app.Service<IdentityQueries>().ListAsync(account.Admin,
            new IdentityListQuery(other.Production.ApplicationId, other.Production.EnvironmentId, IdentityFilter.None), CancellationToken.None);
        var foreignApplication = await app.Service<IdentityQueries>().ListAsync(account.Admin,
            new IdentityListQuery(other.Production.ApplicationId, account.Production.EnvironmentId, IdentityFilter.None), CancellationToken.None);
        Assert.Equal("forbidden", foreignEnvironment.Error?.Code);
        Assert.Equal("forbidden", foreignApplication.Error?.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Deleted_people_are_gone_and_the_filter_shows_one_state(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AddPersonAsync(account, "Active", "One", "a@halden.example");
        await app.AddPersonAsync(account, "Suspended", "One", "s@halden.example", PrincipalState.Suspended);
        await app.AddPersonAsync(account, "Deactivated", "One", "d@halden.example", PrincipalState.Deactivated);
        await app.AddPersonAsync(account, "Deleted", "One", "x@halden.example", PrincipalState.Deleted);

        Assert.Equal(["Active One", "Deactivated One", "Suspended One"], await SearchAsync(app, account, "one"));
        Assert.Equal(["Suspended One"], Names(await ListAsync(app, account, InApplication(account) with { Filter = new IdentityFilter { State = PrincipalState.Suspended } })));
        Assert.Equal(1, await CountAsync(app, account, InApplication(account) with { Filter = new IdentityFilter { State = PrincipalState.Deactivated } }));
        Assert.Equal(4, await CountAsync(app, account, InApplication(account)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_is_only_asked_into_an_application_is_no_member_of_it_yet(Database database)
    {
        var (app, account) = await StartAsync(database);
        var person = await app.AddPersonAsync(account, "Asked", "In", "asked@halden.example");
        await using (var db = await app.Dbs.CreateDbContextAsync())
        {
            await db.AppMemberships.Where(m => m.IdentityId == person.Id).ExecuteUpdateAsync(s => s.SetProperty(m => m.State, MembershipState.Invited));
        }

        Assert.Empty(await SearchAsync(app, account, "asked"));
        Assert.Equal(["Asked In"], Names(await ListAsync(app, account, new IdentityListQuery(null, null, new IdentityFilter { Search = "asked" }))));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Who_has_no_right_to_read_people_sees_none(Database database)
    {
        var (app, account) = await StartAsync(database);
        var person = await app.AddPersonAsync(account, "No", "Role", "no@halden.example");
        var actor = account.Admin with { Id = person.Id };

        var members = await app.Service<IdentityQueries>().ListAsync(actor, InApplication(account), CancellationToken.None);
        var directory = await app.Service<IdentityQueries>().ListAsync(actor, new IdentityListQuery(null, null, IdentityFilter.None), CancellationToken.None);

        Assert.Equal("forbidden", members.Error?.Code);
        Assert.Equal("forbidden", directory.Error?.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A41_An_edited_cursor_begins_the_list_anew(Database database)
    {
        var (app, account) = await StartAsync(database);

        foreach (var cursor in new[] { "nonsense", "eyJLZXkiOiJhIn0", "%%%", "e30" })
        {
            Assert.NotEmpty((await ListAsync(app, account, InApplication(account) with { Cursor = cursor, Sort = IdentitySort.LastSeen })).Items);
        }
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync());
    }

    private static IdentityListQuery InApplication(TestAccount account) => new(account.Production.ApplicationId, account.Production.EnvironmentId, IdentityFilter.None);

    private static async Task<Page<IdentityRow>> ListAsync(TestApp app, TestAccount account, IdentityListQuery query) =>
        (await app.Service<IdentityQueries>().ListAsync(account.Admin, query, CancellationToken.None)).Value;

    private static async Task<int> CountAsync(TestApp app, TestAccount account, IdentityListQuery query) =>
        (await app.Service<IdentityQueries>().CountAsync(account.Admin, query, CancellationToken.None)).Value.Count.Value;

    private static async Task<IReadOnlyList<string>> SearchAsync(TestApp app, TestAccount account, string text) =>
        Names(await ListAsync(app, account, InApplication(account) with { Filter = new IdentityFilter { Search = text } }));

    private static List<string> Names(Page<IdentityRow> page) => [.. page.Items.Select(r => r.Name)];

    private static List<Guid> Ids(Page<IdentityRow> page) => [.. page.Items.Select(r => r.Id)];

    private static void AssertOrdered(List<IdentityRow> rows, IdentitySort sort, bool descending)
    {
        var keys = rows.ConvertAll(r => sort switch
        {
            IdentitySort.Email => r.Email,
            IdentitySort.Status => $"{(int)r.State}",
            IdentitySort.LastSeen => r.LastSeenAt.UtcTicks.ToString("D20", System.Globalization.CultureInfo.InvariantCulture),
            IdentitySort.Created => r.CreatedAt.UtcTicks.ToString("D20", System.Globalization.CultureInfo.InvariantCulture),
            _ => r.Name.ToLowerInvariant(),
        });
        var expected = descending ? keys.OrderDescending(StringComparer.Ordinal) : keys.Order(StringComparer.Ordinal);
        Assert.Equal(expected, keys);
    }
}
