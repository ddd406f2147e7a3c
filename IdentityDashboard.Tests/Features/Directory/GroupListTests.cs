using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Directory;

public sealed class GroupListTests
{
    public static TheoryData<Database, GroupSort, bool> EveryOrder()
    {
        var data = new TheoryData<Database, GroupSort, bool>();
        foreach (var database in Enum.GetValues<Database>())
        {
            foreach (var sort in Enum.GetValues<GroupSort>())
            {
                data.Add(database, sort, false);
                data.Add(database, sort, true);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(EveryOrder))]
    public async Task U26_Pages_show_every_group_once_in_every_order_and_the_same_on_the_way_back(Database database, GroupSort sort, bool descending)
    {
        var (app, account) = await StartAsync(database);
        await app.AddGroupsAsync(account, Enumerable.Range(0, 120).Select(n => $"Team {n * 37 % 120}"));
        var query = new GroupListQuery(Sort: sort, Descending: descending);

        var forwards = new List<Page<GroupRow>> { await ListAsync(app, account, query) };
        while (forwards[^1].Next is { } next) forwards.Add(await ListAsync(app, account, query with { Cursor = next }));
        var backwards = new List<Page<GroupRow>> { forwards[^1] };
        while (backwards[^1].Previous is { } previous) backwards.Add(await ListAsync(app, account, query with { Cursor = previous }));

        Assert.Equal([50, 50, 20], forwards.Select(p => p.Items.Count));
        Assert.Equal(120, forwards.SelectMany(p => p.Items).Select(r => r.Id).Distinct().Count());
        Assert.Equal(forwards.Select(Ids), backwards.AsEnumerable().Reverse().Select(Ids));
        var keys = forwards.SelectMany(p => p.Items).Select(r => sort == GroupSort.Updated ? r.UpdatedAt.ToString("O") : r.Name.ToLowerInvariant()).ToList();
        Assert.Equal(descending ? keys.OrderDescending(StringComparer.Ordinal) : keys.Order(StringComparer.Ordinal), keys);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A60_Search_takes_wildcards_as_text_and_stays_in_the_account(Database database)
    {
        var (app, account) = await StartAsync(database);
        var other = await app.AccountAsync("Northpeak");
        await app.AddGroupsAsync(account, ["Retail leads", "100% remote", "Under_score"]);
        await app.AddGroupsAsync(other, ["Retail of somebody else"]);

        Assert.Equal(["Retail leads"], await SearchAsync(app, account, "etai"));
        Assert.Equal(["Retail leads"], await SearchAsync(app, account, "RE"));
        Assert.Equal(["100% remote"], await SearchAsync(app, account, "00%"));
        Assert.Equal(["Under_score"], await SearchAsync(app, account, "r_s"));
        foreach (var text in new[] { "%%%", "___", "%", "_", "\"\"\"", "le" }) Assert.Empty(await SearchAsync(app, account, text));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U26_The_last_page_is_reached_at_once_and_leads_back(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AddGroupsAsync(account, Enumerable.Range(0, 70).Select(n => $"Team {n:00}"));

        var last = await ListAsync(app, account, new GroupListQuery(Cursor: GroupListQuery.LastPage));
        var first = await ListAsync(app, account, new GroupListQuery(Cursor: last.Previous));

        Assert.Equal(Enumerable.Range(20, 50).Select(n => $"Team {n:00}"), last.Items.Select(g => g.Name));
        Assert.Null(last.Next);
        Assert.Equal(Enumerable.Range(0, 20).Select(n => $"Team {n:00}"), first.Items.Select(g => g.Name));
        Assert.Null(first.Previous);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U16_Groups_are_found_by_whether_they_have_members_and_give_roles(Database database)
    {
        var (app, account) = await StartAsync(database);
        var person = await app.PersonAsync(account);
        var full = await app.GroupAsync(account, [person.Id]);
        await app.AddGroupsAsync(account, ["Granting", "Idle"]);
        var granting = (await ListAsync(app, account, new GroupListQuery("granting"))).Items[0];
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, []), account.Production, group: granting.Id);

        Assert.Equal([full.Name], Names(await ListAsync(app, account, new GroupListQuery(IsEmpty: false))));
        Assert.Equal(["Granting"], Names(await ListAsync(app, account, new GroupListQuery(HasRole: true))));
        Assert.Equal(["Idle"], Names(await ListAsync(app, account, new GroupListQuery(HasRole: false, IsEmpty: true))));
        Assert.Empty(Names(await ListAsync(app, account, new GroupListQuery(Source: "Okta"))));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Deleted_people_are_not_counted_as_members(Database database)
    {
        var (app, account) = await StartAsync(database);
        var active = await app.AddPersonAsync(account, "Active", "One", "a@halden.example");
        var deleted = await app.AddPersonAsync(account, "Deleted", "One", "x@halden.example", PrincipalState.Deleted);
        await app.AddGroupsAsync(account, ["Retail leads"]);
        var group = (await ListAsync(app, account, new GroupListQuery())).Items[0];
        await using (var db = await app.Dbs.CreateDbContextAsync())
        {
            db.GroupMembers.AddRange(
                new GroupMember { GroupId = group.Id, IdentityId = active.Id, AddedAt = DateTimeOffset.UnixEpoch },
                new GroupMember { GroupId = group.Id, IdentityId = deleted.Id, AddedAt = DateTimeOffset.UnixEpoch });
            await db.SaveChangesAsync();
        }

        Assert.Equal(1, (await ListAsync(app, account, new GroupListQuery())).Items[0].Members);
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync());
    }

    private static async Task<Page<GroupRow>> ListAsync(TestApp app, TestAccount account, GroupListQuery query) =>
        (await app.Service<GroupQueries>().ListAsync(account.Admin, query, CancellationToken.None)).Value;

    private static async Task<IReadOnlyList<string>> SearchAsync(TestApp app, TestAccount account, string text) =>
        [.. (await ListAsync(app, account, new GroupListQuery(text))).Items.Select(r => r.Name)];

    private static List<Guid> Ids(Page<GroupRow> page) => [.. page.Items.Select(r => r.Id)];

    private static List<string> Names(Page<GroupRow> page) => [.. page.Items.Select(g => g.Name)];
}
