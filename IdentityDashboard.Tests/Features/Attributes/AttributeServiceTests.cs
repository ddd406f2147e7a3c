using IdentityDashboard.Features.Attributes;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Attributes;

public sealed class AttributeServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S87_An_Owner_defines_edits_orders_and_deletes_and_all_of_it_is_on_record(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var first = await app.AttributeAsync(account, Defined.Draft("Kostenstelle  Ü", searchable: true));
        var second = await app.AttributeAsync(account, Defined.Draft("Floor", AttributeKind.Number));

        Assert.True((await service.UpdateAsync(account.Admin, first.Id, first.Edit() with { Label = "Cost centre", Help = "As in SAP", IsRequired = true }, first.Version, Ct)).Succeeded);
        Assert.True((await service.MoveAsync(account.Admin, second.Id, up: true, Ct)).Succeeded);
        var fields = await app.Service<AttributeQueries>().DefinitionsAsync(account.Admin, Ct);
        Assert.True((await service.DeleteAsync(account.Admin, second.Id, Ct)).Succeeded);

        Assert.Equal([("floor", "Floor", false), ("kostenstelle_u", "Cost centre", true)], fields.Select(f => (f.Key, f.Label, f.IsRequired)));
        Assert.Equal(["attribute.created", "attribute.updated"], (await app.AuditAsync(first.Id)).Select(e => e.Action));
        Assert.Equal(["attribute.created", "attribute.updated", "attribute.deleted"], (await app.AuditAsync(second.Id)).Select(e => e.Action));
        Assert.All(await app.AuditAsync(second.Id), e => Assert.Equal("attribute", e.TargetKind));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Attributes_of_another_account_are_not_found_and_only_Owners_define(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var mine = await app.AttributeAsync(account, Defined.Draft("Cost centre"));
        var stranger = await app.AccountAsync("Other");
        var admin = await app.ActorAsync(account, ["identity.read", "identity.manage"]);

        Assert.Equal(404, (await service.UpdateAsync(stranger.Admin, mine.Id, mine.Edit() with { Label = "Taken" }, mine.Version, Ct)).Error!.Status);
        Assert.Equal(404, (await service.DeleteAsync(stranger.Admin, mine.Id, Ct)).Error!.Status);
        Assert.Equal(404, (await service.MoveAsync(stranger.Admin, mine.Id, up: true, Ct)).Error!.Status);
        Assert.Equal(403, (await service.DefineAsync(admin, Defined.Draft("Mine"), Ct)).Error!.Status);
        Assert.Equal(403, (await service.DeleteAsync(admin, mine.Id, Ct)).Error!.Status);
        Assert.NotNull((await app.CreateAsync(stranger, ("cost_centre", "1"))).Error!.For("traits.cost_centre"));
        Assert.Empty(await app.Service<AttributeQueries>().DefinitionsAsync(stranger.Admin, Ct));
        Assert.Empty(await app.Service<AttributeQueries>().DefinitionsAsync(await app.ActorAsync(account, []), Ct));
        Assert.Single(await app.Service<AttributeQueries>().DefinitionsAsync(admin, Ct));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task What_is_wrong_with_a_definition_is_said_beside_its_field(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        await app.AttributeAsync(account, Defined.Draft("Cost centre"));

        Assert.Equal("Enter a label.", (await service.DefineAsync(account.Admin, Defined.Draft(" "), Ct)).Error!.For("label"));
        Assert.NotNull((await service.DefineAsync(account.Admin, Defined.Draft("COST CENTRE"), Ct)).Error!.For("label"));
        Assert.NotNull((await service.DefineAsync(account.Admin, Defined.Draft("Other") with { Key = "cost_centre" }, Ct)).Error!.For("key"));
        Assert.NotNull((await service.DefineAsync(account.Admin, Defined.Draft("Other") with { Key = "Not a key" }, Ct)).Error!.For("key"));
        Assert.Equal("Enter at least one option.", (await service.DefineAsync(account.Admin, Defined.Draft("Other", AttributeKind.Choice, options: [" "]), Ct)).Error!.For("options"));
        Assert.Equal("“a” is there twice.", (await service.DefineAsync(account.Admin, Defined.Draft("Other", AttributeKind.Choice, options: ["a", "A"]), Ct)).Error!.For("options"));
        Assert.NotNull((await service.DefineAsync(account.Admin, Defined.Draft("Other", AttributeKind.YesNo, unique: true), Ct)).Error!.For("is_unique"));
        Assert.Equal("cost_centre_2", (await app.AttributeAsync(account, Defined.Draft("Cost: centre"))).Key);
    }

    [Fact]
    public async Task An_account_has_at_most_50_attributes()
    {
        var (app, account, service) = await StartAsync(Database.Sqlite);
        for (var i = 0; i < AttributeService.Most; i++) await app.AttributeAsync(account, Defined.Draft($"Attribute {i}"));

        var refused = await service.DefineAsync(account.Admin, Defined.Draft("One more"), Ct);

        Assert.Equal("attribute_limit", refused.Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_edit_of_an_older_version_is_refused(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var field = await app.AttributeAsync(account, Defined.Draft("Cost centre"));
        await service.UpdateAsync(account.Admin, field.Id, field.Edit() with { Help = "As in SAP" }, field.Version, Ct);

        var late = await service.UpdateAsync(account.Admin, field.Id, field.Edit() with { Help = "Mine" }, field.Version, Ct);

        Assert.Equal(("changed_meanwhile", 412), (late.Error!.Code, late.Error.Status));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Search_follows_when_an_attribute_becomes_searchable_and_when_it_stops(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var field = await app.AttributeAsync(account, Defined.Draft("Badge"));
        var other = await app.AttributeAsync(account, Defined.Draft("Room", searchable: true));
        var person = (await app.CreateAsync(account, ("badge", "ÄRGER-XK42"), ("room", "Room-17"))).Value;
        Assert.Empty(await app.SearchAsync(account, "xk42"));

        await service.UpdateAsync(account.Admin, field.Id, field.Edit() with { IsSearchable = true }, field.Version, Ct);
        Assert.Equal([person.Id], await app.SearchAsync(account, "ärger-xk"));
        var rewritten = (await app.FindAsync(person.Id))!;
        await app.Service<IdentityProfile>().UpdateAsync(account.Admin, person.Id, new IdentityEdit("Pat", "Lee", person.Email, "+44 20 7946 0018", false, false, rewritten.ConcurrencyStamp!), Ct);
        Assert.Equal(rewritten.SearchText, (await app.FindAsync(person.Id))!.SearchText);

        field = (await app.Service<AttributeQueries>().DefinitionsAsync(account.Admin, Ct))[0];
        await service.UpdateAsync(account.Admin, field.Id, field.Edit() with { IsSearchable = false }, field.Version, Ct);
        Assert.Empty(await app.SearchAsync(account, "xk42"));
        Assert.Equal([person.Id], await app.SearchAsync(account, "room-17"));
        await service.DeleteAsync(account.Admin, other.Id, Ct);
        Assert.Empty(await app.SearchAsync(account, "room-17"));
        Assert.Equal([person.Id], await app.SearchAsync(account, person.Email));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Unique_is_refused_while_people_share_a_value_and_then_holds_for_those_who_have_one(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var field = await app.AttributeAsync(account, Defined.Draft("Laptop"));
        var first = (await app.CreateAsync(account, ("laptop", "L1"))).Value;
        await app.CreateAsync(account, ("laptop", "l1"));
        await app.CreateAsync(account, ("laptop", "L2"));
        var leaver = (await app.CreateAsync(account, ("laptop", "L2"))).Value;
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, leaver.Id, Ct);

        var refused = await service.UpdateAsync(account.Admin, field.Id, field.Edit() with { IsUnique = true }, field.Version, Ct);
        await app.SetAsync(account, first.Id, ("laptop", "L3"));
        var done = await service.UpdateAsync(account.Admin, field.Id, field.Edit() with { IsUnique = true }, field.Version, Ct);

        Assert.Equal(409, refused.Error!.Status);
        Assert.Contains("(2 people)", refused.Error.For("is_unique"), StringComparison.Ordinal);
        Assert.Contains("One value is shared", refused.Error.For("is_unique"), StringComparison.Ordinal);
        Assert.True(done.Succeeded);
        Assert.NotNull((await app.CreateAsync(account, ("laptop", "l3"))).Error);
        var now = (await app.Service<AttributeQueries>().DefinitionsAsync(account.Admin, Ct))[0];
        await service.UpdateAsync(account.Admin, field.Id, now.Edit() with { IsUnique = false }, now.Version, Ct);
        Assert.Null((await app.CreateAsync(account, ("laptop", "l3"))).Error);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Renamed_options_take_people_along_even_when_two_change_places(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var field = await app.AttributeAsync(account, Defined.Draft("Team", AttributeKind.Choice, searchable: true, options: ["Red", "Blue", "Green"]));
        var red = (await app.CreateAsync(account, ("team", "Red"))).Value;
        var blue = (await app.CreateAsync(account, ("team", "Blue"))).Value;

        var swapped = field.Edit() with { Options = [new("Red", "Blue"), new("Blue", "Red"), new(null, "White")] };
        Assert.True((await service.UpdateAsync(account.Admin, field.Id, swapped, field.Version, Ct)).Succeeded);

        Assert.Equal("Blue", (await app.DetailAsync(account, red.Id)).Traits["team"]);
        Assert.Equal("Red", (await app.DetailAsync(account, blue.Id)).Traits["team"]);
        Assert.Equal([blue.Id], await app.SearchAsync(account, "red"));
        Assert.Equal("blue", await app.QueryAsync(db => db.AttributeValues.Where(v => v.IdentityId == red.Id).Select(v => v.Comparable).SingleAsync(Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_option_in_use_cant_go_and_the_refusal_counts(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var field = await app.AttributeAsync(account, Defined.Draft("Team", AttributeKind.Choice, options: ["Red", "Blue"]));
        await app.CreateAsync(account, ("team", "Red"));
        var leaver = (await app.CreateAsync(account, ("team", "Red"))).Value;
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, leaver.Id, Ct);

        var refused = await service.UpdateAsync(account.Admin, field.Id, field.Edit() with { Options = [new("Blue", "Blue")] }, field.Version, Ct);

        Assert.Equal("“Red” can’t go: 2 people have it, 1 of them deleted but restorable. Rename it, or give them another first.", refused.Error!.For("options")!.Replace('\'', '’'));
        Assert.Equal(["Red", "Blue"], (await app.Service<AttributeQueries>().DefinitionsAsync(account.Admin, Ct))[0].Options);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Counts_leave_deleted_people_out_and_deleting_takes_every_value(Database database)
    {
        var (app, account, service) = await StartAsync(database);
        var field = await app.AttributeAsync(account, Defined.Draft("Floor", AttributeKind.Number));
        await app.CreateAsync(account, ("floor", "3"));
        var leaver = (await app.CreateAsync(account, ("floor", "4"))).Value;
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, leaver.Id, Ct);

        Assert.Equal(1, (await app.Service<AttributeQueries>().CountsAsync(account.Admin, Ct))[field.Id].Value);
        await service.DeleteAsync(account.Admin, field.Id, Ct);

        Assert.Equal(0, await app.QueryAsync(db => db.AttributeValues.CountAsync(v => v.AccountId == account.Id, Ct)));
        Assert.Contains("\"values\":[\"2\",null]", (await app.AuditAsync(field.Id))[^1].Changes, StringComparison.Ordinal);
    }

    private static async Task<(TestApp App, TestAccount Account, AttributeService Service)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync(), app.Service<AttributeService>());
    }
}
