using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Identities;

public sealed class IdentityProfileTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_edit_changes_the_record_and_stands_in_the_audit_old_and_new(Database database)
    {
        var (app, account, person, edit) = await StartAsync(database);

        var saved = await app.Service<IdentityProfile>().UpdateAsync(account.Admin, person.Id, edit with { LastName = "Moss", Phone = "+44 20 7946 0018" }, Ct);

        Assert.True(saved.Succeeded);
        var row = await app.FindAsync(person.Id);
        Assert.Equal(("Moss", "+442079460018", "pat moss"), (row!.LastName, row.PhoneNumber, row.SortName));
        var entry = (await app.AuditAsync(person.Id))[^1];
        Assert.Equal((AuditActions.UserUpdated, """{"last_name":["Lee","Moss"],"phone":[null,"+442079460018"]}"""), (entry.Action, entry.Changes));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_edit_from_an_older_version_is_refused_and_writes_nothing(Database database)
    {
        var (app, account, person, edit) = await StartAsync(database);
        var profile = app.Service<IdentityProfile>();
        await profile.UpdateAsync(account.Admin, person.Id, edit with { LastName = "Moss" }, Ct);

        var late = await profile.UpdateAsync(account.Admin, person.Id, edit with { LastName = "Overwritten" }, Ct);

        Assert.Equal(("changed_meanwhile", 412), (late.Error!.Code, late.Error.Status));
        Assert.Equal("Moss", (await app.FindAsync(person.Id))!.LastName);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Of_parallel_edits_from_one_version_one_is_saved(Database database)
    {
        var (app, account, person, edit) = await StartAsync(database);
        var profile = app.Service<IdentityProfile>();

        var results = await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(n => Task.Run(() => profile.UpdateAsync(account.Admin, person.Id, edit with { LastName = $"Lee {n}" }, Ct), Ct)));

        Assert.Equal(1, results.Count(r => r.Succeeded));
        Assert.All(results.Where(r => !r.Succeeded), r => Assert.Equal(412, r.Error!.Status));
        Assert.Equal(1, (await app.AuditAsync(person.Id)).Count(e => e.Action == AuditActions.UserUpdated));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_new_address_begins_unverified_and_ends_links_to_the_old_one(Database database)
    {
        var (app, account, person, edit) = await StartAsync(database);
        var profile = app.Service<IdentityProfile>();
        await profile.UpdateAsync(account.Admin, person.Id, edit with { EmailVerified = true }, Ct);
        var before = await app.FindAsync(person.Id);
        var address = AccountSetup.Email("new");

        await profile.UpdateAsync(account.Admin, person.Id, edit with { Email = address, EmailVerified = true, Version = before!.ConcurrencyStamp! }, Ct);

        var after = await app.FindAsync(person.Id);
        Assert.True(before.EmailConfirmed);
        Assert.Equal((address, false), (after!.Email, after.EmailConfirmed));
        Assert.NotEqual(before.SecurityStamp, after.SecurityStamp);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S82_S94_An_address_of_somebody_else_is_refused_beside_its_field(Database database)
    {
        var (app, account, person, edit) = await StartAsync(database);
        var other = await app.PersonAsync(account, "Ada", "Min");

        var refused = await app.Service<IdentityProfile>().UpdateAsync(account.Admin, person.Id, edit with { Email = other.Email.ToUpperInvariant() }, Ct);

        Assert.Equal("a user with this email already exists.", refused.Error!.For("email"));
        Assert.DoesNotContain(await app.AuditAsync(person.Id), e => e.Action == AuditActions.UserUpdated);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task All_that_is_wrong_is_named_at_once(Database database)
    {
        var (app, account, person, edit) = await StartAsync(database);

        var refused = await app.Service<IdentityProfile>().UpdateAsync(account.Admin, person.Id, edit with { FirstName = "", LastName = "", Email = "pat", Phone = "020" }, Ct);

        Assert.Equal(["email", "first_name", "last_name", "phone"], refused.Error!.Fields!.Keys.Order(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R3_A_record_and_its_audit_entry_are_written_together_or_not_at_all(Database database)
    {
        var (app, account, person, edit) = await StartAsync(database);
        var rows = await app.QueryAsync(db => db.AuditEntries.CountAsync(e => e.AccountId == account.Id, Ct));
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        var identity = await db.Identities.SingleAsync(i => i.Id == person.Id, Ct);
        identity.LastName = "Moss";
        app.Service<AuditLog>().Add(db, account.Admin, AuditActions.UserUpdated, new AuditTarget(AuditTarget.User, person.Id, "Pat Moss"));
        // Another edit comes first, so that this save fails.
        await app.Service<IdentityProfile>().UpdateAsync(account.Admin, person.Id, edit with { Phone = "+442079460018" }, Ct);

        await Assert.ThrowsAsync<DbUpdateConcurrencyException>(() => db.SaveChangesAsync(Ct));

        Assert.Equal("Lee", (await app.FindAsync(person.Id))!.LastName);
        Assert.Equal(rows + 1, await app.QueryAsync(d => d.AuditEntries.CountAsync(e => e.AccountId == account.Id, Ct)));
    }

    private static async Task<(TestApp App, TestAccount Account, CreatedIdentity Person, IdentityEdit Edit)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var person = await app.PersonAsync(account);
        var detail = (await app.Service<IdentityDetails>().GetAsync(account.Admin, person.Id, Ct)).Value;
        return (app, account, person, new IdentityEdit("Pat", "Lee", detail.Email, null, false, false, detail.Version));
    }
}
