using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Bulk;

/// <summary>Each kind of change, with every reason for skipping; the preview says beforehand what the outcome is.</summary>
public sealed class BulkKindsTests
{
    private static readonly string[] Manager = [Permissions.IdentityRead, Permissions.IdentityManage, Permissions.GroupManage, Permissions.AssignmentManage];

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Suspend_skips_oneself_who_holds_more_and_who_is_suspended_or_gone(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var manager = await app.ActorAsync(account, Manager);
        var (plain, stronger, suspended, deactivated, deleted) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account));
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]), account.Production, stronger.Id);
        await app.SetStateAsync(suspended.Id, PrincipalState.Suspended);
        await app.SetStateAsync(deactivated.Id, PrincipalState.Deactivated);
        await app.SetStateAsync(deleted.Id, PrincipalState.Deleted);
        var stamp = (await app.FindAsync(plain.Id))!.SecurityStamp;

        var job = await app.DoAsync(manager, account.Order(BulkKind.Suspend, [plain.Id, manager.Id, stronger.Id, account.Admin.Id, suspended.Id, deactivated.Id, deleted.Id]));

        Assert.Equal(
            [null, IdentityErrors.Yourself.Message, IdentityErrors.NotCovered.Message, IdentityErrors.NotCovered.Message, "Already suspended.", "Deactivated: nothing to suspend.", BatchWords.Gone],
            await app.ReasonsAsync(job.Id));
        var after = await app.FindAsync(plain.Id);
        Assert.Equal((PrincipalState.Suspended, SessionEnd.StateChanged), (after!.State, after.SessionsEnded));
        Assert.NotEqual(stamp, after.SecurityStamp);
        var entry = (await app.AuditAsync(plain.Id))[^1];
        Assert.Equal((AuditActions.UserSuspended, """{"state":["active","suspended"]}""", manager.Id), (entry.Action, entry.Changes, entry.ActorId));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Activate_delete_and_restore_do_what_they_say(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (one, two, taken) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account, email: AccountSetup.Email("twice")));
        var synced = await app.SyncedAsync(account);
        await app.SetStateAsync(two.Id, PrincipalState.Suspended);

        var activated = await app.DoAsync(account.Admin, account.Order(BulkKind.Activate, [one.Id, two.Id]));
        await app.SetStateAsync(two.Id, PrincipalState.Suspended);
        var deleted = await app.DoAsync(account.Admin, account.Order(BulkKind.Delete, [one.Id, two.Id, taken.Id, synced]));
        var (gone, again) = (await app.FindAsync(one.Id), await app.PersonAsync(account, "New", "Owner", taken.Email));
        await app.ChangeAsync(i => i.Id == one.Id, i => i.DeletedAt = DateTimeOffset.UtcNow.AddDays(-31));
        var restored = await app.DoAsync(account.Admin, account.Order(BulkKind.Restore, [one.Id, two.Id, taken.Id, again.Id]));

        Assert.Equal(["Already active.", null], await app.ReasonsAsync(activated.Id));
        Assert.Equal([null, null, null, IdentityErrors.Synced.Message], await app.ReasonsAsync(deleted.Id));
        Assert.Equal((PrincipalState.Deleted, true), (gone!.State, gone.DeletedAt is not null));
        Assert.Equal(["Deleted more than 30 days ago.", null, IdentityErrors.EmailTaken.Message, "Not deleted."], await app.ReasonsAsync(restored.Id));
        var back = await app.FindAsync(two.Id);
        Assert.Equal((PrincipalState.Suspended, null), (back!.State, back.DeletedAt));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A43_The_last_Owner_of_a_batch_stays(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var second = await app.PersonAsync(account);
        await using (var db = await app.Dbs.CreateDbContextAsync())
        {
            db.AccountOwners.Add(new IdentityDashboard.Features.Workspace.AccountOwner { AccountId = account.Id, IdentityId = second.Id, CreatedAt = DateTimeOffset.UtcNow });
            await db.SaveChangesAsync();
        }

        var job = await app.DoAsync(Actor.System(account.Id), account.Order(BulkKind.Suspend, [second.Id, account.Admin.Id]));

        Assert.Equal([null, IdentityErrors.LastOwner.Message], await app.ReasonsAsync(job.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Groups_take_who_isnt_in_them_and_lose_who_is(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (one, two) = (await app.PersonAsync(account), await app.PersonAsync(account));
        var (first, second) = (await app.GroupAsync(account, one.Id), await app.GroupAsync(account, one.Id, two.Id));
        var both = BulkWorld.In(first, second);

        var added = await app.DoAsync(account.Admin, account.Order(BulkKind.AddToGroups, [one.Id, two.Id], both));
        var removed = await app.DoAsync(account.Admin, account.Order(BulkKind.RemoveFromGroups, [two.Id], BulkWorld.In(first)));
        var removedAgain = await app.DoAsync(account.Admin, account.Order(BulkKind.RemoveFromGroups, [two.Id], BulkWorld.In(first)));

        Assert.Equal([$"Already in {first.Name}. Already in {second.Name}.", null], await app.ReasonsAsync(added.Id));
        Assert.Equal([null], await app.ReasonsAsync(removed.Id));
        Assert.Equal([$"Not in {first.Name}."], await app.ReasonsAsync(removedAgain.Id));
        Assert.Equal([one.Id], await app.MembersAsync(first.Id));
        Assert.Equal([AuditActions.GroupMemberAdded, AuditActions.GroupMemberRemoved], (await app.AuditAsync(first.Id)).TakeLast(2).Select(e => e.Action));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A35_Nobody_fills_a_group_that_gives_more_than_they_hold(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (manager, reader) = (await app.ActorAsync(account, Manager), await app.ActorAsync(account, [Permissions.IdentityRead]));
        var person = await app.PersonAsync(account);
        var (strong, gone, synced) = (await app.GroupAsync(account), await app.GroupAsync(account), await app.SyncedGroupAsync(account));
        await app.AssignAsync(account, await app.RoleAsync(account, account.Production, [Permissions.AuditRead]), account.Production, group: strong.Id);
        await app.Service<GroupService>().DeleteAsync(account.Admin, gone.Id, CancellationToken.None);

        var refused = await app.DoAsync(manager, account.Order(BulkKind.AddToGroups, [person.Id], BulkWorld.In(strong, gone, synced)));
        var forbidden = await app.DoAsync(reader, account.Order(BulkKind.AddToGroups, [person.Id], BulkWorld.In(strong)));

        Assert.Equal([$"{strong.Name} has a role that can do more than you can. The group {gone.Name} isn’t here any more. {synced.Name} comes from an identity provider. Change it there."], await app.ReasonsAsync(refused.Id));
        Assert.StartsWith("You don't have the right", Assert.Single(await app.ReasonsAsync(forbidden.Id)), StringComparison.Ordinal);
        Assert.Empty(await app.MembersAsync(strong.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A34_A_role_is_given_with_its_end_and_never_beyond_ones_own_rights(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var manager = await app.ActorAsync(account, Manager);
        var (role, strong) = (await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]), await app.RoleAsync(account, account.Production, [Permissions.AuditRead]));
        var (one, two) = (await app.PersonAsync(account), await app.PersonAsync(account));
        var until = new DateTimeOffset(2031, 3, 5, 0, 0, 0, TimeSpan.Zero);
        await app.AssignAsync(account, role, account.Production, one.Id, to: until);

        var given = await app.DoAsync(manager, account.Order(BulkKind.Assign, [one.Id, two.Id], account.Role(role, until: until)));
        var beyond = await app.DoAsync(manager, account.Order(BulkKind.Assign, [two.Id], account.Role(strong)));
        var nowhere = await app.StartAsync(manager, account.Order(BulkKind.Assign, [two.Id], account.Role(role) with { NodeId = null }));

        Assert.Equal(["Already has this role here, until 5 Mar 2031.", null], await app.ReasonsAsync(given.Id));
        Assert.Equal([AccessErrors.BeyondOwnRights.Message], await app.ReasonsAsync(beyond.Id));
        Assert.Equal(AccessErrors.NodeMissing, nowhere.Error);
        var made = (await app.OutcomeAsync(given.Id))[1].MadeId;
        var assignment = await app.QueryAsync(db => db.Assignments.SingleAsync(a => a.IdentityId == two.Id));
        Assert.Equal((made, (DateTimeOffset?)until), ((Guid?)assignment.Id, assignment.EffectiveTo));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Invitations_are_sent_again_or_revoked_together(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var sent = await app.Service<InvitationService>().InviteAsync(account.Admin, account.Production.EnvironmentId,
            [new NewInvitation(AccountSetup.Email("a")), new NewInvitation(AccountSetup.Email("b"))], CancellationToken.None);
        var ids = sent.Select(s => s.Value.Id).ToList();
        var before = await app.QueryAsync(db => db.Invitations.Where(i => ids.Contains(i.Id)).Select(i => i.TokenHash).ToListAsync());

        var resent = await app.DoAsync(account.Admin, account.Order(BulkKind.ResendInvitations, [.. ids, Guid.NewGuid()]));
        var revoked = await app.DoAsync(account.Admin, account.Order(BulkKind.RevokeInvitations, [ids[0]]));
        var late = await app.DoAsync(account.Admin, account.Order(BulkKind.ResendInvitations, ids));
        var reader = await app.DoAsync(await app.ActorAsync(account, [Permissions.IdentityRead]), account.Order(BulkKind.RevokeInvitations, ids));

        Assert.Equal([null, null, BatchWords.Gone], await app.ReasonsAsync(resent.Id));
        Assert.Equal([null], await app.ReasonsAsync(revoked.Id));
        Assert.Equal(["Revoked already.", null], await app.ReasonsAsync(late.Id));
        Assert.All(await app.ReasonsAsync(reader.Id), r => Assert.StartsWith("You don't have the right", r, StringComparison.Ordinal));
        var after = await app.QueryAsync(db => db.Invitations.Where(i => ids.Contains(i.Id)).Select(i => i.TokenHash).ToListAsync());
        Assert.All(after, hash => Assert.DoesNotContain(before, b => b.SequenceEqual(hash)));
        Assert.Equal(3, await app.QueryAsync(db => db.MailOutbox.CountAsync(m => m.RelatedId == ids[1])));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Who_isnt_in_the_list_is_neither_named_nor_changed(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (account, other) = (await app.AccountAsync(), await app.AccountAsync());
        var stranger = await app.PersonAsync(other, "Secret", "Stranger");

        var job = await app.DoAsync(account.Admin, account.Order(BulkKind.Suspend, [stranger.Id]));
        var fromTenant = await app.StartAsync(await app.ActorAsync(account, Manager), account.Order(BulkKind.Suspend, [stranger.Id]) with { EnvironmentId = null });

        Assert.Equal(("Somebody", BatchWords.Gone), (await app.OutcomeAsync(job.Id)).Select(r => (r.TargetName, r.Reason)).Single());
        Assert.Equal(403, fromTenant.Error!.Status);
        Assert.Equal(PrincipalState.Active, (await app.FindAsync(stranger.Id))!.State);
    }
}
