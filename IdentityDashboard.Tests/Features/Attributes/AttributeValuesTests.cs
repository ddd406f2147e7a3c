using IdentityDashboard.Data;
using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace IdentityDashboard.Tests.Features.Attributes;

public sealed class AttributeValuesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S87_Every_kind_is_written_with_the_person_and_stands_in_the_audit(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Cost centre"));
        await app.AttributeAsync(account, Defined.Draft("Hours", AttributeKind.Number));
        await app.AttributeAsync(account, Defined.Draft("Start date", AttributeKind.Date));
        await app.AttributeAsync(account, Defined.Draft("Contract", AttributeKind.Choice, options: ["Full-time", "Part-time"]));
        await app.AttributeAsync(account, Defined.Draft("Badge issued", AttributeKind.YesNo));

        var created = await app.CreateAsync(account, ("cost_centre", " 4711 "), ("hours", "38.50"), ("start_date", "2026-11-22"), ("contract", "part-time"), ("badge_issued", "true"));

        var detail = await app.DetailAsync(account, created.Value.Id);
        Assert.Equal(Defined.Traits(("cost_centre", "4711"), ("hours", "38.5"), ("start_date", "2026-11-22"), ("contract", "Part-time"), ("badge_issued", "yes")), detail.Traits);
        var entry = (await app.AuditAsync(created.Value.Id)).Single(e => e.Action == "user.created");
        Assert.Contains("\"traits.hours\":[null,\"38.5\"]", entry.Changes, StringComparison.Ordinal);
        var many = await app.Service<AttributeQueries>().ValuesOfAsync(account.Id, [created.Value.Id, account.Admin.Id], Ct);
        Assert.Equal(["4711"], many.Values.Select(v => v["cost_centre"]));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S35_What_breaks_a_rule_is_named_per_field_together_with_everything_else(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Cost centre", required: true));
        await app.AttributeAsync(account, Defined.Draft("Hours", AttributeKind.Number));
        var broken = new NewIdentity("", "Pat", "Lee") { Traits = Defined.Traits(("hours", "many"), ("shoe_size", "44")) };

        var refused = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(), broken, Ct);

        Assert.Equal(422, refused.Error!.Status);
        Assert.Equal(["email", "traits.cost_centre", "traits.hours", "traits.shoe_size"], refused.Error.Fields!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Enter a value for Cost centre.", refused.Error.For("traits.cost_centre"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Somebody_who_was_here_before_is_asked_for_a_required_value_at_the_next_change(Database database)
    {
        var (app, account) = await StartAsync(database);
        var person = await app.PersonAsync(account);
        await app.AttributeAsync(account, Defined.Draft("Cost centre", required: true));
        var detail = await app.DetailAsync(account, person.Id);
        var edit = new IdentityEdit("Pat", "Moss", person.Email, null, false, false, detail.Version);

        var refused = await app.Service<IdentityProfile>().UpdateAsync(account.Admin, person.Id, edit, Ct);
        var saved = await app.Service<IdentityProfile>().UpdateAsync(account.Admin, person.Id, edit with { Traits = Defined.Traits(("cost_centre", "4711")) }, Ct);

        Assert.NotNull(refused.Error!.For("traits.cost_centre"));
        Assert.True(saved.Succeeded);
        Assert.Equal("4711", (await app.DetailAsync(account, person.Id)).Traits["cost_centre"]);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Values_change_and_are_cleared_and_an_edit_of_an_older_version_is_refused(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Cost centre"));
        await app.AttributeAsync(account, Defined.Draft("Floor", AttributeKind.Number));
        var person = (await app.CreateAsync(account, ("cost_centre", "4711"), ("floor", "3"))).Value;
        var before = await app.DetailAsync(account, person.Id);

        Assert.True((await app.SetAsync(account, person.Id, ("cost_centre", "0815"), ("floor", ""))).Succeeded);
        var late = await app.Service<IdentityProfile>().SetTraitsAsync(account.Admin, person.Id, Defined.Traits(("floor", "9")), before.Version, Ct);

        Assert.Equal(("changed_meanwhile", 412), (late.Error!.Code, late.Error.Status));
        Assert.Equal(Defined.Traits(("cost_centre", "0815")), (await app.DetailAsync(account, person.Id)).Traits);
        var who = await app.Service<IdentityProfile>().ChangedSinceAsync(account.Admin, person.Id, before.UpdatedAt, Ct);
        Assert.Equal("Nora Lindqvist", who["traits.floor"].Who);
        Assert.Contains("\"traits.floor\":[\"3\",null]", (await app.AuditAsync(person.Id))[^1].Changes, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_unique_value_is_refused_to_a_second_person_and_says_who_has_it(Database database)
    {
        var (app, account) = await StartAsync(database);
        var field = await app.AttributeAsync(account, Defined.Draft("Staff number", unique: true));
        var first = (await app.CreateAsync(account, ("staff_number", "A-17"))).Value;
        var other = (await app.CreateAsync(account)).Value;

        var second = await app.CreateAsync(account, ("staff_number", "a-17"));
        var edited = await app.SetAsync(account, other.Id, ("staff_number", "A-17"));
        var own = await app.SetAsync(account, first.Id, ("staff_number", "a-17"));

        Assert.Equal("Somebody else has this value.", second.Error!.For("traits.staff_number"));
        Assert.Equal("Somebody else has this value.", edited.Error!.For("traits.staff_number"));
        Assert.True(own.Succeeded);
        var queries = app.Service<AttributeQueries>();
        Assert.Equal(first.Id, (await queries.HolderAsync(account.Admin, field, "A-17", other.Id, Ct))?.Id);
        Assert.Null(await queries.HolderAsync(account.Admin, field, "A-17", first.Id, Ct));
        Assert.Null(await queries.HolderAsync(await app.ActorAsync(account, []), field, "A-17", null, Ct));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_twenty_who_write_one_value_at_once_one_wins(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Staff number", unique: true));
        var people = new List<Guid>();
        for (var i = 0; i < 10; i++) people.Add((await app.CreateAsync(account)).Value.Id);

        var created = Enumerable.Range(0, 10).Select(_ => Task.Run(async () => (await app.CreateAsync(account, ("staff_number", "4711"))).Error, Ct));
        var edited = people.Select(id => Task.Run(async () => (await app.SetAsync(account, id, ("staff_number", "4711"))).Error, Ct));
        var errors = await Task.WhenAll(created.Concat(edited));

        Assert.Single(errors, e => e is null);
        Assert.All(errors.Where(e => e is not null), e => Assert.Equal("Somebody else has this value.", e!.For("traits.staff_number")));
        Assert.Equal(1, await app.QueryAsync(db => db.AttributeValues.CountAsync(v => v.AccountId == account.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Search_finds_people_by_a_searchable_value_and_only_by_those(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Badge", searchable: true));
        await app.AttributeAsync(account, Defined.Draft("Note"));
        var person = (await app.CreateAsync(account, ("badge", "Zürich-XK42"), ("note", "hidden words"))).Value;

        Assert.Equal([person.Id], await app.SearchAsync(account, "ich-xk4"));
        Assert.Empty(await app.SearchAsync(account, "hidden"));
        await app.SetAsync(account, person.Id, ("badge", "QQ99"));
        Assert.Empty(await app.SearchAsync(account, "XK42"));
        Assert.Equal([person.Id], await app.SearchAsync(account, "qq99"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Within_a_batch_the_first_of_two_equal_unique_values_wins(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Staff number", unique: true));

        var results = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(),
            [Defined.New(("staff_number", "1")) with { Email = "nobody" }, Defined.New(("staff_number", "1")), Defined.New(("staff_number", "1")), Defined.New(("staff_number", "2"))], Ct);

        Assert.Equal([false, true, false, true], results.Select(r => r.Succeeded));
        Assert.Equal("Somebody else has this value.", results[2].Error!.For("traits.staff_number"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Attributes_cost_a_batch_of_200_two_statements_and_their_rows(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Staff number", unique: true, searchable: true));
        await app.AttributeAsync(account, Defined.Draft("Laptop", unique: true));
        await app.AttributeAsync(account, Defined.Draft("Floor", AttributeKind.Number));
        var rows = Enumerable.Range(0, 200).Select(i => new TypedTraits(Defined.Traits(("staff_number", $"S{i}"), ("laptop", $"L{i}"), ("floor", "3")))).ToList();
        var counter = new StatementCounter();

        using var listening = System.Diagnostics.DiagnosticListener.AllListeners.Subscribe(counter);
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        counter.Watch(db);
        var batch = await app.Service<AttributeWriter>().CheckAsync(db, account.Id, rows, Ct);

        Assert.Equal(2, counter.Count);
        Assert.All(Enumerable.Range(0, 200), i => Assert.Null(batch.Claim(i)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_is_deleted_frees_a_unique_value_and_comes_back_only_while_it_is_free(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Staff number", unique: true));
        var leaver = (await app.CreateAsync(account, ("staff_number", "4711"))).Value;
        var writer = app.Service<AttributeWriter>();
        await WriteAsync(app, db => writer.ReleaseUniqueAsync(db, leaver.Id, Ct));

        var heir = await app.CreateAsync(account, ("staff_number", "4711"));
        var refused = await WriteAsync(app, db => writer.ReclaimUniqueAsync(db, leaver.Id, Ct));
        await app.SetAsync(account, heir.Value.Id, ("staff_number", "4712"));
        var back = await WriteAsync(app, db => writer.ReclaimUniqueAsync(db, leaver.Id, Ct));

        Assert.Equal(("attribute_taken", 409), (refused!.Code, refused.Status));
        Assert.Contains("Staff number “4711”", refused.Message, StringComparison.Ordinal);
        Assert.Null(back);
        Assert.NotNull((await app.CreateAsync(account, ("staff_number", "4711"))).Error);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task The_page_of_somebody_deleted_opens_for_Owners_and_changes_nothing(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Cost centre"));
        var person = (await app.CreateAsync(account, ("cost_centre", "4711"))).Value;
        var reader = await app.ActorAsync(account, ["identity.read", "identity.manage"]);
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, person.Id, Ct);

        var detail = await app.DetailAsync(account, person.Id);

        Assert.NotNull(detail.DeletedAt);
        Assert.Equal((false, false), (detail.MayManage, detail.MayManageCredentials));
        Assert.Equal("4711", detail.Traits["cost_centre"]);
        Assert.Equal(404, (await app.Service<IdentityDetails>().GetAsync(reader, person.Id, Ct)).Error!.Status);
        Assert.Equal(404, (await app.SetAsync(account, person.Id, ("cost_centre", "1"))).Error!.Status);
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync());
    }

    private static Task<int> WriteAsync(TestApp app, Func<DashboardDbContext, Task> work) => WriteAsync(app, async db =>
    {
        await work(db);
        return 0;
    });

    private static async Task<T> WriteAsync<T>(TestApp app, Func<DashboardDbContext, Task<T>> work)
    {
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        var result = await work(db);
        await db.SaveChangesAsync(Ct);
        return result;
    }

    /// <summary>Counts the statements of one context: EF tells them to whoever listens in the process.</summary>
    private sealed class StatementCounter : IObserver<System.Diagnostics.DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private DbContext? watched;

        public int Count { get; private set; }

        public void Watch(DbContext context) => watched = context;

        public void OnNext(System.Diagnostics.DiagnosticListener value)
        {
            if (value.Name == DbLoggerCategory.Name) value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData command && ReferenceEquals(command.Context, watched)) Count++;
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
