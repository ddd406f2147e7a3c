using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Groups;

public sealed class GroupServiceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S20_S22_A_new_group_has_its_members_and_stands_in_the_list(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (pat, ada) = (await app.PersonAsync(account), await app.PersonAsync(account, "Ada", "Min"));

        var created = await app.Service<GroupService>().CreateAsync(account.Admin, "  Berlin   opening team ", [pat.Id, ada.Id], Ct);

        var listed = Assert.Single((await app.Service<GroupQueries>().ListAsync(account.Admin, new GroupListQuery("opening"), Ct)).Value.Items);
        Assert.Equal((created.Value.Id, "Berlin opening team", 2), (listed.Id, listed.Name, listed.Members));
        Assert.Equal([AuditActions.GroupCreated, AuditActions.GroupMemberAdded, AuditActions.GroupMemberAdded], (await app.AuditAsync(created.Value.Id)).Select(e => e.Action));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_name_is_unique_in_the_account_whatever_its_case(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (account, other) = (await app.AccountAsync(), await app.AccountAsync("Other"));
        var service = app.Service<GroupService>();
        await service.CreateAsync(account.Admin, "Stra\u00DFe 1", [], Ct);
        var second = await service.CreateAsync(account.Admin, "Second", [], Ct);

        var again = await service.CreateAsync(account.Admin, "STRA\u00DFE\u00A01", [], Ct);
        var renamed = await service.RenameAsync(account.Admin, second.Value.Id, "stra\u00DFe 1", Ct);
        var elsewhere = await service.CreateAsync(other.Admin, "Stra\u00DFe 1", [], Ct);

        Assert.NotNull(again.Error!.For("name"));
        Assert.Equal("group_exists", renamed.Error!.Code);
        Assert.True(elsewhere.Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Parallel_creates_of_one_name_make_one_group(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => app.Service<GroupService>().CreateAsync(account.Admin, "Auditors", [], Ct), Ct)));

        Assert.Equal(1, results.Count(r => r.Succeeded));
        Assert.All(results.Where(r => !r.Succeeded), r => Assert.Equal(409, r.Error!.Status));
    }

    [Theory]
    [InlineData("", "Enter a group name.")]
    [InlineData(" \t ", "Enter a group name.")]
    public async Task S19_A_group_needs_a_name(string typed, string said)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();

        var refused = await app.Service<GroupService>().CreateAsync(account.Admin, typed, [], Ct);

        Assert.Equal(said, refused.Error!.For("name"));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rename_add_and_remove_stand_in_the_audit(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        var service = app.Service<GroupService>();
        var group = (await service.CreateAsync(account.Admin, "Old name", [], Ct)).Value;

        Assert.True((await service.RenameAsync(account.Admin, group.Id, "New name", Ct)).Succeeded);
        Assert.True((await service.AddMembersAsync(account.Admin, group.Id, [pat.Id], Ct)).Succeeded);
        Assert.True((await service.AddMembersAsync(account.Admin, group.Id, [pat.Id], Ct)).Succeeded);
        Assert.True((await service.RemoveMemberAsync(account.Admin, group.Id, pat.Id, Ct)).Succeeded);

        Assert.Equal(
            [
                (AuditActions.GroupRenamed, """{"name":["Old name","New name"]}"""),
                (AuditActions.GroupMemberAdded, $$"""{"member":[null,"Pat Lee"],"member_id":[null,"{{pat.Id}}"]}"""),
                (AuditActions.GroupMemberRemoved, $$"""{"member":["Pat Lee",null],"member_id":["{{pat.Id}}",null]}"""),
            ],
            (await app.AuditAsync(group.Id)).Skip(1).Select(e => (e.Action, e.Changes)));
        Assert.Equal("identity_not_found", (await service.RemoveMemberAsync(account.Admin, group.Id, pat.Id, Ct)).Error!.Code);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Deleting_a_group_takes_its_memberships_and_roles_and_leaves_the_people(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        var group = await app.GroupAsync(account, pat.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Grantee), account.Production, group: group.Id);

        Assert.True((await app.Service<GroupService>().DeleteAsync(account.Admin, group.Id, Ct)).Succeeded);

        Assert.NotNull(await app.FindAsync(pat.Id));
        Assert.False(await app.QueryAsync(db => db.GroupMembers.AnyAsync(m => m.GroupId == group.Id, Ct)));
        Assert.False(await app.QueryAsync(db => db.Assignments.AnyAsync(a => a.GroupId == group.Id, Ct)));
        Assert.Equal(AuditActions.GroupDeleted, (await app.AuditAsync(group.Id))[^1].Action);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_A_group_that_can_do_more_than_you_takes_nobody_from_you(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        var admins = await app.GroupAsync(account, pat.Id);
        await app.AssignAsync(account, await app.RoleNamedAsync(account.Production, BuiltInRoles.Admin), account.Production, group: admins.Id);
        var actor = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.GroupManage, Permissions.AssignmentManage]);
        var service = app.Service<GroupService>();

        var joined = await service.AddMembersAsync(actor, admins.Id, [actor.Id], Ct);
        var removed = await service.RemoveMemberAsync(actor, admins.Id, pat.Id, Ct);
        var deleted = await service.DeleteAsync(actor, admins.Id, Ct);

        Assert.All([joined, removed, deleted], r => Assert.Equal("grant_exceeds_own_rights", r.Error!.Code));
        Assert.Equal([pat.Id], await app.QueryAsync(db => db.GroupMembers.Where(m => m.GroupId == admins.Id).Select(m => m.IdentityId).ToListAsync(Ct)));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Without_group_manage_groups_are_read_only(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var pat = await app.PersonAsync(account);
        var group = await app.GroupAsync(account, pat.Id);
        var reader = await app.ActorAsync(account, [Permissions.IdentityRead]);
        var service = app.Service<GroupService>();

        Assert.False((await app.Service<GroupQueries>().GetAsync(reader, group.Id, Ct)).Value.MayManage);
        Assert.Equal(403, (await service.CreateAsync(reader, "Mine", [], Ct)).Error!.Status);
        Assert.Equal(403, (await service.RenameAsync(reader, group.Id, "Mine", Ct)).Error!.Status);
        Assert.Equal(403, (await service.AddMembersAsync(reader, group.Id, [reader.Id], Ct)).Error!.Status);
        Assert.Equal(403, (await service.RemoveMemberAsync(reader, group.Id, pat.Id, Ct)).Error!.Status);
        Assert.Equal(403, (await service.DeleteAsync(reader, group.Id, Ct)).Error!.Status);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_synced_group_is_changed_at_its_provider(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var synced = new DirectoryGroup { AccountId = account.Id, Name = "Synced", NormalizedName = "synced", Source = "Okta", CreatedAt = DateTimeOffset.UtcNow, UpdatedAt = DateTimeOffset.UtcNow };
        await using (var db = await app.Dbs.CreateDbContextAsync(Ct))
        {
            db.AddRange(synced, GroupLineage.Self(synced.Id));
            await db.SaveChangesAsync(Ct);
        }

        var renamed = await app.Service<GroupService>().RenameAsync(account.Admin, synced.Id, "Ours", Ct);

        Assert.Equal("group_synced", renamed.Error!.Code);
        Assert.DoesNotContain(await app.Service<GroupQueries>().ChooseAsync(account.Admin, "", 50, Ct), g => g.Id == synced.Id);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Members_are_read_by_name_a_page_at_a_time_without_deleted_people(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var people = new List<CreatedIdentity>();
        foreach (var name in new[] { "Cleo", "Anna", "Berta", "Dora" }) people.Add(await app.PersonAsync(account, name, "Member"));
        var group = await app.GroupAsync(account, [.. people.Select(p => p.Id)]);
        await app.Service<IdentityLifecycle>().DeleteAsync(account.Admin, people[3].Id, Ct);
        var queries = app.Service<GroupQueries>();

        var first = await queries.MembersAsync(account.Admin, group.Id, null, null, 2, Ct);
        var second = await queries.MembersAsync(account.Admin, group.Id, null, first.Next, 2, Ct);
        var found = await queries.MembersAsync(account.Admin, group.Id, " BERT", null, 2, Ct);

        Assert.Equal(["Anna Member", "Berta Member"], first.Items.Select(m => m.Name));
        Assert.Equal(["Cleo Member"], second.Items.Select(m => m.Name));
        Assert.Equal(["Berta Member"], found.Items.Select(m => m.Name));
        Assert.Equal(3, (await queries.GetAsync(account.Admin, group.Id, Ct)).Value.Members);
    }
}
