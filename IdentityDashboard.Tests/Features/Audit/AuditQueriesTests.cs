using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Directory;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Audit;

public sealed class AuditQueriesTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Pages_go_from_the_newest_to_the_oldest_and_back_and_skip_nothing(Database database)
    {
        var (app, account) = await StartAsync(database);
        await RecordAsync(app, account, 120);

        var older = new List<Page<AuditRow>> { await ListAsync(app, account, new AuditListQuery()) };
        while (older[^1].Next is { } next) older.Add(await ListAsync(app, account, new AuditListQuery(Cursor: next)));
        var newer = new List<Page<AuditRow>> { older[^1] };
        while (newer[^1].Previous is { } previous) newer.Add(await ListAsync(app, account, new AuditListQuery(Cursor: previous)));

        var sequences = older.SelectMany(p => p.Items).Select(r => r.Sequence).ToList();
        Assert.Equal(sequences.OrderDescending(), sequences);
        Assert.Equal(sequences.Distinct(), sequences);
        Assert.True(sequences.Count >= 120);
        Assert.Null(older[0].Previous);
        Assert.Equal(sequences.Order(), newer.SelectMany(p => p.Items.Reverse()).Select(r => r.Sequence));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R16_A_clock_that_jumps_back_does_not_change_the_order(Database database)
    {
        var (app, account) = await StartAsync(database);
        await RecordAsync(app, account, 2, n => DateTimeOffset.UnixEpoch.AddDays(100 - n));

        var rows = (await ListAsync(app, account, new AuditListQuery(Take: 2))).Items;

        Assert.Equal(["Target 1", "Target 0"], rows.Select(r => r.TargetName));
        Assert.True(rows[0].At < rows[1].At);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Search_finds_actions_actors_targets_and_values_and_takes_wildcards_as_text(Database database)
    {
        var (app, account) = await StartAsync(database);
        await using (var db = await app.Dbs.CreateDbContextAsync())
        {
            app.Service<AuditLog>().Add(db, account.Admin, AuditActions.GroupRenamed, new AuditTarget(AuditTarget.Group, Guid.NewGuid(), "100% remote"), new Changes().Set("name", "Home_office", "100% remote"));
            await db.SaveChangesAsync();
        }

        foreach (var text in new[] { "00% re", "e_off", "GROUP.upd", "lindq", "No", "10", "gr" }) Assert.Contains("100% remote", await SearchAsync(app, account, text));
        foreach (var text in new[] { "%%%", "___", "%", "__", "\"\"\"" }) Assert.Empty(await SearchAsync(app, account, text));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_kind_of_entry_can_be_chosen(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.Service<GroupService>().CreateAsync(account.Admin, "Retail leads", [], CancellationToken.None);

        var groups = await ListAsync(app, account, new AuditListQuery(Group: AuditGroup.Group));

        Assert.Equal([AuditActions.GroupCreated], groups.Items.Select(r => r.Action));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Another_accounts_entries_never_appear(Database database)
    {
        var (app, account) = await StartAsync(database);
        var other = await app.AccountAsync("Northpeak");
        await app.Service<GroupService>().CreateAsync(other.Admin, "Foreign group", [], CancellationToken.None);

        Assert.Empty(await SearchAsync(app, account, "foreign"));
        Assert.DoesNotContain((await ListAsync(app, account, new AuditListQuery())).Items, r => r.ActorId == other.Admin.Id);
        Assert.Empty(await app.Service<AuditQueries>().ForTargetAsync(account.Admin, other.Admin.Id, 10, CancellationToken.None));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Only_owners_and_readers_of_the_audit_see_it(Database database)
    {
        var (app, account) = await StartAsync(database);
        var person = await app.AddPersonAsync(account, "No", "Role", "no@halden.example");
        var actor = account.Admin with { Id = person.Id };
        var queries = app.Service<AuditQueries>();

        Assert.Equal("forbidden", (await queries.ListAsync(actor, new AuditListQuery(), CancellationToken.None)).Error?.Code);
        Assert.Empty(await queries.RecentAsync(actor, 5, CancellationToken.None));
        Assert.Empty(await queries.ForTargetAsync(actor, account.Admin.Id, 5, CancellationToken.None));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S104_Somebodys_activity_is_what_they_did_and_what_was_done_to_them(Database database)
    {
        var (app, account) = await StartAsync(database);
        var group = await app.Service<GroupService>().CreateAsync(account.Admin, "Retail leads", [], CancellationToken.None);

        var ofAdmin = await app.Service<AuditQueries>().ForTargetAsync(account.Admin, account.Admin.Id, 50, CancellationToken.None);
        var ofGroup = await app.Service<AuditQueries>().ForTargetAsync(account.Admin, group.Value.Id, 50, CancellationToken.None);

        Assert.Contains(ofAdmin, r => r.Action == AuditActions.GroupCreated);
        Assert.Contains(ofAdmin, r => r.Action == AuditActions.UserCreated);
        Assert.Equal(ofAdmin.OrderByDescending(r => r.Sequence), ofAdmin);
        Assert.Equal([AuditActions.GroupCreated], ofGroup.Select(r => r.Action));
        Assert.Equal("Retail leads", ofGroup[0].New("name"));
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync());
    }

    private static async Task RecordAsync(TestApp app, TestAccount account, int count, Func<int, DateTimeOffset>? at = null)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        for (var n = 0; n < count; n++)
        {
            db.AuditEntries.Add(new AuditEntry
            {
                AccountId = account.Id, At = at?.Invoke(n) ?? DateTimeOffset.UnixEpoch, Action = AuditActions.UserUpdated, ActorKind = ActorKind.Identity, ActorId = account.Admin.Id,
                ActorName = account.Admin.Name, TargetKind = AuditTarget.User, TargetId = account.Admin.Id, TargetName = $"Target {n}", Changes = "{}", SearchText = $"target {n}",
            });
            await db.SaveChangesAsync();
        }
    }

    private static async Task<Page<AuditRow>> ListAsync(TestApp app, TestAccount account, AuditListQuery query) =>
        (await app.Service<AuditQueries>().ListAsync(account.Admin, query, CancellationToken.None)).Value;

    private static async Task<IReadOnlyList<string>> SearchAsync(TestApp app, TestAccount account, string text) =>
        [.. (await ListAsync(app, account, new AuditListQuery(text))).Items.Select(r => r.TargetName)];
}
