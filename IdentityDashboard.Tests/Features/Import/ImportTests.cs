using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Features.Import.Reading;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Import;

/// <summary>From a file to people (S50, U51-U63).</summary>
public sealed class ImportTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S50_A_file_becomes_people_with_groups_and_roles_and_each_is_on_record(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var group = await app.GroupAsync(account);
        await app.NodeAsync(account, account.Production, "Retail", await app.NodeAsync(account, account.Production, "EMEA"));
        var file = $"email;first_name;last_name;phone;external_id;groups;role;node\r\nana@s50.example;Ana;Lee;+44 20 7946 0018;E-1;{group.Name};Grantee;EMEA / Retail\r\nben@s50.example;Ben;Ode;;;;;\r\n";

        var ended = await app.ImportAsync(account, file);

        Assert.Equal(new ImportProgress(2, 2, 0, 0), ended.Progress);
        var people = await app.PeopleAsync(account, "@s50.example");
        Assert.Equal([("Ana", "+442079460018", "E-1"), ("Ben", null, null)], people.Select(p => (p.FirstName, p.PhoneNumber, p.ExternalId)));
        var (roles, groups, members) = await app.QueryAsync(async db => (
            await db.Assignments.CountAsync(a => a.IdentityId == people[0].Id, Ct), await db.GroupMembers.CountAsync(m => m.GroupId == group.Id && m.IdentityId == people[0].Id, Ct),
            await db.AppMemberships.CountAsync(m => m.ApplicationId == account.Production.ApplicationId && (m.IdentityId == people[0].Id || m.IdentityId == people[1].Id), Ct)));
        Assert.Equal((1, 1, 2), (roles, groups, members));
        Assert.Single(await app.AuditAsync(people[0].Id), e => e.Action == AuditActions.UserCreated);
        Assert.Equal([AuditActions.ImportStarted, AuditActions.ImportFinished], (await app.AuditAsync(ended.Id)).Select(e => e.Action));
        Assert.Equal([(2L, (Guid?)people[0].Id), (3L, people[1].Id)], (await app.RowsAsync(account, ended.Id)).Select(r => (r.Line, r.Id)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U55_U56_The_check_says_of_every_row_what_it_comes_to_and_writes_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await app.PersonAsync(account, "Old", "Hand", "old@u55.example");
        await app.ImportAsync(account, "email,first_name,last_name,external_id\r\nheld@u55.example,Held,One,E-9\r\n");
        const string File = "email,first_name,last_name,external_id,groups\r\nnew@u55.example,New,One,,\r\nold@u55.example,Old,Hand,,\r\nnew@u55.example,New,Twice,,\r\n"
            + "nonsense,No,Address,,\r\ntaken@u55.example,Ta,Ken,E-9,\r\nlost@u55.example,Lo,St,,No such group\r\n";

        var view = await app.CheckAsync(account, File);

        Assert.Equal(new ImportCounts(6, 1, 0, 1, 1, 3, 0), view.Counts);
        Assert.Equal(2, (await app.PeopleAsync(account, "@u55.example")).Count);
        Assert.Equal([4L, 5, 6, 7], (await app.ProblemsAsync(account, view.Id)).Select(p => p.Line));
        var groups = await app.Imports().GroupsAsync(account.Admin, view.Id, Ct);
        Assert.Contains(new ImportProblemGroup("There is no group “No such group”. Create it first, or take it out.", "groups", IsWarning: false, 1), groups);
        Assert.Contains(groups, g => g is { Field: "email", Sentence: "This address stands further up in the file already." });
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Whoever_is_here_is_skipped_or_brought_up_to_date_and_loses_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var group = await app.GroupAsync(account);
        var (same, other) = (await app.PersonAsync(account, "Sam", "Same", "same@upd.example"), await app.PersonAsync(account, "Olga", "Other", "other@upd.example"));
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, other.Id);
        var file = $"email,first_name,last_name,phone,groups,role,password\r\nsame@upd.example,Sam,Same,,,,\r\nother@upd.example,Olga,Otherson,+15550100,{group.Name},Admin,never-set-this-1\r\n";

        var skipped = await app.CheckAsync(account, file);
        var ended = await app.ImportAsync(account, file, choices: ImportChoices.Usual with { Existing = ExistingPeople.Update });

        Assert.Equal(new ImportCounts(2, 0, 0, 2, 0, 0, 0), skipped.Counts);
        Assert.Equal(ImportErrors.NothingToDo, (await app.Imports().RunAsync(account.Admin, skipped.Id, Ct)).Error);
        Assert.Equal(new ImportCounts(2, 0, 1, 1, 0, 0, 1), ended.Counts);
        Assert.Equal(new ImportProgress(2, 1, 0, 1), ended.Progress);
        var changed = await app.FindAsync(other.Id);
        Assert.Equal(("Otherson", "+15550100", null), (changed!.LastName, changed.PhoneNumber, changed.PasswordHash));
        Assert.Equal((1, 1), await app.QueryAsync(async db => (await db.GroupMembers.CountAsync(m => m.IdentityId == other.Id, Ct), await db.Assignments.CountAsync(a => a.IdentityId == other.Id, Ct))));
        Assert.DoesNotContain(await app.AuditAsync(same.Id), e => e.Action == AuditActions.UserUpdated);
        Assert.False(ended.CanUndo);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_A_row_that_gives_more_than_its_importer_has_is_an_error_row(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var manager = await app.ActorAsync(account, [Permissions.IdentityManage, Permissions.IdentityRead]);

        var view = await app.CheckAsync(manager, account, "email,first_name,last_name,role,node\r\nup@a34.example,Up,Ward,Admin,Halden Group\r\nok@a34.example,O,K,,\r\n");
        await app.RunAsync(manager, view.Id);

        Assert.Equal((1, 1), (view.Counts!.Create, view.Counts.Error));
        Assert.Equal(AccessErrors.BeyondOwnRights.Message, (await app.ProblemsAsync(account, view.Id)).Single().Problems.Single().Sentence);
        Assert.Equal(["ok@a34.example"], (await app.PeopleAsync(account, "@a34.example")).Select(p => p.NormalizedEmail));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Who_may_not_manage_people_there_can_neither_import_nor_see_imports(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (account, other) = (await app.AccountAsync(), await app.AccountAsync());
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead]);
        var view = await app.UploadAsync(account.Admin, account, ImportWorld.Crowd(1, "a37.example"));

        Assert.Equal(403, (await app.TryUploadAsync(reader, account, "email\r\n")).Error!.Status);
        Assert.Equal(403, (await app.TryUploadAsync(other.Admin, account, "email\r\n")).Error!.Status);
        Assert.Equal(403, (await app.TryUploadAsync(reader, account, "email\r\n", ImportMode.Directory)).Error!.Status);
        Assert.Equal(ImportErrors.NotFound, (await app.Imports().GetAsync(other.Admin, view.Id, Ct)).Error);
        Assert.Equal(ImportErrors.NotFound, (await app.Imports().CheckAsync(other.Admin, view.Id, ImportChoices.Usual, Ct)).Error);
        Assert.Empty(await app.Imports().ListAsync(reader, null, null, 50, Ct));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U62_Invitations_are_mailed_only_when_that_is_chosen(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();

        var quiet = await app.ImportAsync(account, "email\r\nquiet@u62.example\r\n", ImportMode.Invite);
        var loud = await app.ImportAsync(account, "email,name\r\nloud@u62.example,Lou Dell\r\nquiet@u62.example,Again\r\n", ImportMode.Invite, ImportChoices.Usual with { SendEmail = true });

        Assert.Empty(quiet.Missing);
        Assert.Equal((1, 1), (loud.Counts!.Create, loud.Counts.Conflict));
        var sent = await app.QueryAsync(db => db.Invitations.Where(i => i.AccountId == account.Id).OrderBy(i => i.NormalizedEmail).Select(i => new { i.NormalizedEmail, i.SentAt }).ToListAsync(Ct));
        Assert.Equal([("loud@u62.example", true), ("quiet@u62.example", false)], sent.Select(i => (i.NormalizedEmail, i.SentAt is not null)));
        Assert.Equal(1, await app.QueryAsync(db => db.MailOutbox.CountAsync(m => m.AccountId == account.Id, Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U53_U54_Columns_show_samples_block_until_mapped_and_are_remembered(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        const string File = "Contact,Vor,Nach,Geheim\r\nana@u53.example,Ana,Lee,harbour-lamp-99\r\n";
        var view = await app.UploadAsync(account.Admin, account, File, name: "../../etc/pass\0wd.csv");

        var early = await app.Imports().CheckAsync(account.Admin, view.Id, ImportChoices.Usual, Ct);
        var mapped = await app.Imports().MapAsync(account.Admin, view.Id, [new(ImportField.Email), new(ImportField.FirstName), new(ImportField.LastName), new(ImportField.Password)], Ct);
        var again = await app.UploadAsync(account.Admin, account, File);

        Assert.Equal("passwd.csv", view.FileName);
        Assert.Equal([ImportField.FirstName, ImportField.LastName], view.Missing);
        Assert.Equal(["first_name", "last_name"], early.Error!.Fields!.Keys);
        Assert.Empty(mapped.Value.Missing);
        Assert.Equal("••••••••", mapped.Value.Columns[3].Samples[0]);
        Assert.All(again.Columns, c => Assert.True(c.IsRemembered));
        Assert.Equal(mapped.Value.Columns.Select(c => c.Target), again.Columns.Select(c => c.Target));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U57_A_fixed_cell_is_judged_at_once_and_like_cells_all_together(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await app.GroupAsync(account);
        var view = await app.CheckAsync(account, "email,first_name,last_name,role,node\r\nana(at)u57.example,Ana,Lee,,\r\nben@u57.example,Ben,Ode,Chef,Halden Group\r\ncy@u57.example,Cy,Fox,Chef,Halden Group\r\n");

        var wrong = await app.Imports().FixAsync(account.Admin, view.Id, 2, new Dictionary<ColumnTarget, string> { [ImportWorld.Of(ImportField.Email)] = "still wrong" }, Ct);
        var right = await app.Imports().FixAsync(account.Admin, view.Id, 2, new Dictionary<ColumnTarget, string> { [ImportWorld.Of(ImportField.Email)] = "ana@u57.example" }, Ct);
        var between = (await app.Imports().GetAsync(account.Admin, view.Id, Ct)).Value;
        await app.Imports().FixAlikeAsync(account.Admin, view.Id, ImportWorld.Of(ImportField.Role), "Chef", "Grantee", Ct);
        var fixedAll = await app.UntilAsync(account.Admin, view.Id, ImportState.Checked);
        await app.RunAsync(account.Admin, view.Id);

        Assert.NotEmpty(wrong.Value.Problems);
        Assert.Empty(right.Value.Problems);
        Assert.Equal((1, 2), (between.Counts!.Create, between.Counts.Error));
        Assert.Equal((3, 0), (fixedAll.Counts!.Create, fixedAll.Counts.Error));
        Assert.Equal(["ana@u57.example", "ben@u57.example", "cy@u57.example"], (await app.PeopleAsync(account, "@u57.example")).Select(p => p.NormalizedEmail));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Passwords_are_hashed_and_nowhere_in_the_database_as_they_came(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        const string Secret = "correct-battery-staple-11";

        var ended = await app.ImportAsync(account, $"email,first_name,last_name,password\r\npw@pw.example,Pa,Ss,{Secret}\r\nbad@pw.example,Ba,,{Secret}\r\n", choices: ImportChoices.Usual with { MustChangePassword = true });

        Assert.Equal(1, ended.PasswordRows);
        Assert.NotNull(ended.HashingTakes);
        var person = (await app.PeopleAsync(account, "@pw.example")).Single();
        Assert.True(person.MustChangePassword);
        Assert.True(app.Service<IdentityDashboard.Features.Credentials.PasswordService>().Verify(person.PasswordHash, Secret));
        var kept = await app.QueryAsync(async db => (await db.ImportChunks.Where(c => c.ImportId == ended.Id).Select(c => c.Content).ToListAsync(Ct)).Concat(await db.ImportProblems.Where(p => p.ImportId == ended.Id).Select(p => p.Cells).ToListAsync(Ct)));
        Assert.All(kept, bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(Secret))));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_batch_whose_passwords_take_longer_to_hash_than_a_lease_lasts_is_written_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var file = "email,first_name,last_name,password\r\n" + string.Concat(Enumerable.Range(0, 120).Select(n => $"slow{n:000}@slow.example,Slow,N{n:000},harbour-lamp-{n:000}\r\n"));

        var ended = await app.ImportAsync(account, file);

        Assert.Equal(new ImportProgress(120, 120, 0, 0), ended.Progress);
        Assert.Equal(120, (await app.PeopleAsync(account, "@slow.example")).Count(p => p.PasswordHash is not null));
    }
}
