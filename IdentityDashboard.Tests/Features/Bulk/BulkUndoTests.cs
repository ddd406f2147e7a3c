using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Bulk;

/// <summary>What was done to many, or to one, is taken back: once, for 30 days, and only where nobody changed it since (U71).</summary>
public sealed class BulkUndoTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U71_Undo_skips_who_was_changed_since_and_is_done_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (left, again, activated) = (await app.PersonAsync(account), await app.PersonAsync(account), await app.PersonAsync(account));
        var job = await app.DoAsync(account.Admin, account.Order(BulkKind.Suspend, [left.Id, again.Id, activated.Id]));
        var other = await app.ActorAsync(account, [Permissions.IdentityRead, Permissions.IdentityManage]);
        var lifecycle = app.Service<IdentityLifecycle>();
        foreach (var id in new[] { again.Id, activated.Id }) await lifecycle.ActivateAsync(other, id, Ct);
        await lifecycle.SuspendAsync(other, again.Id, Ct);

        var preview = (await app.Service<BulkService>().PreviewUndoAsync(account.Admin, job.Id, Ct)).Value;
        var undo = await app.UndoAsync(account.Admin, job.Id);
        var twice = await app.Service<BulkService>().UndoAsync(account.Admin, job.Id, Ct);

        Assert.Equal([null, "Changed since by Hugo Salinas.", "Already active."], await app.ReasonsAsync(undo.Id));
        await app.AssertAsPreviewedAsync(undo, preview);
        Assert.Equal(PrincipalState.Active, (await app.FindAsync(left.Id))!.State);
        Assert.Equal(PrincipalState.Suspended, (await app.FindAsync(again.Id))!.State);
        Assert.Equal("undone_already", twice.Error!.Code);
        Assert.Equal([AuditActions.BulkFinished, AuditActions.BulkUndone], (await app.AuditAsync(job.Id)).Select(e => e.Action));
        Assert.Equal("Suspend 3 people", (await app.AuditAsync(job.Id))[1].TargetName);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U71_Deleting_groups_and_roles_are_taken_back_too(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (one, two) = (await app.PersonAsync(account), await app.PersonAsync(account));
        var (first, second) = (await app.GroupAsync(account, one.Id), await app.GroupAsync(account));
        var role = await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]);
        await app.AssignAsync(account, role, account.Production, one.Id);

        var deleted = await app.DoAsync(account.Admin, account.Order(BulkKind.Delete, [two.Id]));
        await app.UndoAsync(account.Admin, deleted.Id);
        var added = await app.DoAsync(account.Admin, account.Order(BulkKind.AddToGroups, [one.Id, two.Id], BulkWorld.In(first, second)));
        await app.UndoAsync(account.Admin, added.Id);
        var given = await app.DoAsync(account.Admin, account.Order(BulkKind.Assign, [one.Id, two.Id], account.Role(role)));
        await app.UndoAsync(account.Admin, given.Id);
        var removed = await app.DoAsync(account.Admin, account.Order(BulkKind.RemoveFromGroups, [one.Id, two.Id], BulkWorld.In(first)));
        var middle = await app.MembersAsync(first.Id);
        await app.UndoAsync(account.Admin, removed.Id);

        Assert.Equal(PrincipalState.Active, (await app.FindAsync(two.Id))!.State);
        Assert.Empty(middle);
        Assert.Equal([one.Id], await app.MembersAsync(first.Id));
        Assert.Empty(await app.MembersAsync(second.Id));
        Assert.Equal([one.Id], await app.QueryAsync(db => db.Assignments.Where(a => a.RoleId == role).Select(a => a.IdentityId!.Value).ToListAsync()));
        Assert.Equal(AuditActions.AssignmentRemoved, (await app.AuditAsync(two.Id))[^1].Action);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_membership_renewed_by_somebody_else_stays(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (one, two) = (await app.PersonAsync(account), await app.PersonAsync(account));
        var group = await app.GroupAsync(account);
        var added = await app.DoAsync(account.Admin, account.Order(BulkKind.AddToGroups, [one.Id, two.Id], BulkWorld.In(group)));
        await app.Service<GroupService>().RemoveMemberAsync(account.Admin, group.Id, one.Id, Ct);
        await app.Service<GroupService>().AddMembersAsync(account.Admin, group.Id, [one.Id], Ct);

        var undo = await app.UndoAsync(account.Admin, added.Id);

        Assert.Equal([$"Added to {group.Name} again since.", null], await app.ReasonsAsync(undo.Id));
        Assert.Equal([one.Id], await app.MembersAsync(group.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_membership_with_an_end_isnt_put_back_without_one(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (one, two) = (await app.PersonAsync(account), await app.PersonAsync(account));
        var group = await app.GroupAsync(account, one.Id);
        await app.Service<GroupService>().AddMembersAsync(account.Admin, group.Id, [two.Id], new MembershipWindow(null, DateTimeOffset.UtcNow.AddDays(1)), Ct);
        var removed = await app.DoAsync(account.Admin, account.Order(BulkKind.RemoveFromGroups, [one.Id, two.Id], BulkWorld.In(group)));

        var undo = await app.UndoAsync(account.Admin, removed.Id);

        Assert.Equal(2, removed.Succeeded);
        Assert.Equal([null, "They were in the group for a time of its own: put them back on the group’s page."], await app.ReasonsAsync(undo.Id));
        Assert.Equal([one.Id], await app.MembersAsync(group.Id));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_job_in_the_background_is_undone_in_the_background(Database database)
    {
        await using var app = await BulkWorld.WithoutWorkerAsync(database);
        var account = await app.AccountAsync();
        await app.CrowdAsync(account, 250);
        var job = await app.FinishAsync((await app.StartAsync(account.Admin, account.OrderAll(BulkKind.Suspend, "person"))).Value.Id);

        var undo = await app.FinishAsync((await app.Service<BulkService>().UndoAsync(account.Admin, job.Id, Ct)).Value.Id);

        Assert.Equal((250, 250, 0), (undo.Total, undo.Succeeded, undo.Skipped));
        Assert.Equal(0, await app.QueryAsync(db => db.Identities.CountAsync(i => i.AccountId == account.Id && i.State == PrincipalState.Suspended)));
        Assert.True((await app.Service<BulkQueries>().GetAsync(account.Admin, job.Id, Ct)).Value is { CanUndo: false, UndoneBy: not null });
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U71_Single_acts_are_offered_in_the_audit_and_taken_back_once(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var (pat, group) = (await app.PersonAsync(account), await app.GroupAsync(account));
        var role = await app.RoleAsync(account, account.Production, [Permissions.IdentityRead]);
        await app.Service<GroupService>().AddMembersAsync(account.Admin, group.Id, [pat.Id], Ct);
        var given = await app.DoAsync(account.Admin, account.Order(BulkKind.Assign, [pat.Id], account.Role(role)));
        await app.Service<IdentityLifecycle>().SuspendAsync(account.Admin, pat.Id, Ct);
        var reader = await app.ActorAsync(account, [Permissions.AuditRead, Permissions.IdentityRead]);
        var undo = app.Service<IAuditUndo>();

        var rows = await app.EntriesAsync(account, AuditActions.GroupMemberAdded, AuditActions.AssignmentCreated, AuditActions.UserSuspended, AuditActions.BulkFinished);
        var offered = await undo.OfferedAsync(account.Admin, rows, Ct);
        var forReader = await undo.OfferedAsync(reader, rows, Ct);
        var mine = rows.Where(r => r.Action != AuditActions.AssignmentCreated || r.TargetId == pat.Id).ToList();
        Assert.Equal(mine.Where(r => r.TargetId == pat.Id || r.TargetId == group.Id || r.TargetId == given.Id).Select(r => r.Sequence).Order(), offered.Keys.Intersect(mine.Select(r => r.Sequence)).Order());
        Assert.Empty(forReader);
        Assert.Equal(IdentityErrors.NotCovered.Message, (await undo.UndoAsync(reader, Sequence(AuditActions.UserSuspended), Ct)).Error!.Message);

        foreach (var action in new[] { AuditActions.UserSuspended, AuditActions.GroupMemberAdded, AuditActions.AssignmentCreated })
        {
            Assert.Null((await undo.UndoAsync(account.Admin, Sequence(action), Ct)).Error);
            Assert.NotNull((await undo.UndoAsync(account.Admin, Sequence(action), Ct)).Error);
        }

        Assert.Equal(PrincipalState.Active, (await app.FindAsync(pat.Id))!.State);
        Assert.Empty(await app.MembersAsync(group.Id));
        Assert.Equal(0, await app.QueryAsync(db => db.Assignments.CountAsync(a => a.IdentityId == pat.Id)));

        long Sequence(string action) => rows.Last(r => r.Action == action && (r.TargetId == pat.Id || r.TargetId == group.Id)).Sequence;
    }
}
