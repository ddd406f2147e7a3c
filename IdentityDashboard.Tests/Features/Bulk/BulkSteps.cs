using System.Linq.Expressions;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Bulk;
using IdentityDashboard.Features.Groups;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Bulk;

internal static class BulkSteps
{
    /// <summary>Does a change of up to 100, and checks that the preview had said what came of it.</summary>
    public static async Task<BulkJob> DoAsync(this TestApp app, Actor actor, BulkOrder order)
    {
        var preview = await app.PreviewAsync(actor, order);
        var started = await app.StartAsync(actor, order);
        Assert.Null(started.Error);
        var job = await app.JobAsync(started.Value.Id);
        Assert.Equal(BulkJobState.Finished, job.State);
        await app.AssertAsPreviewedAsync(job, preview);
        return job;
    }

    public static async Task AssertAsPreviewedAsync(this TestApp app, BulkJob job, BulkPreview preview)
    {
        var reasons = (await app.ReasonsAsync(job.Id)).OfType<string>().CountBy(r => r);
        Assert.Equal((job.Total, job.Succeeded), (preview.Total, preview.WillChange));
        Assert.Equal(reasons.OrderBy(r => r.Key, StringComparer.Ordinal), preview.Skipped.Select(s => KeyValuePair.Create(s.Reason, s.Count)).OrderBy(r => r.Key, StringComparer.Ordinal));
    }

    /// <summary>In the order they were given; null for who was done.</summary>
    public static async Task<IReadOnlyList<string?>> ReasonsAsync(this TestApp app, Guid job)
    {
        var rows = await app.OutcomeAsync(job);
        Assert.All(rows, r => Assert.Equal(r.Reason is null ? BulkOutcome.Done : BulkOutcome.Skipped, r.Outcome));
        return [.. rows.Select(r => r.Reason)];
    }

    /// <summary>Takes back a job of up to 100.</summary>
    public static async Task<BulkJob> UndoAsync(this TestApp app, Actor actor, Guid job)
    {
        var undone = await app.Service<BulkService>().UndoAsync(actor, job, CancellationToken.None);
        Assert.Null(undone.Error);
        return await app.JobAsync(undone.Value.Id);
    }

    public static async Task<IReadOnlyList<AuditRow>> EntriesAsync(this TestApp app, TestAccount account, params string[] actions) =>
        [.. (await app.QueryAsync(db => db.AuditEntries.Where(e => e.AccountId == account.Id && actions.Contains(e.Action)).OrderBy(e => e.Sequence).ToListAsync())).Select(AuditRow.From)];

    public static Task<List<Guid>> MembersAsync(this TestApp app, Guid group) =>
        app.QueryAsync(db => db.GroupMembers.Where(m => m.GroupId == group).Select(m => m.IdentityId).ToListAsync());

    public static Task SetStateAsync(this TestApp app, Guid id, PrincipalState state) => app.ChangeAsync(i => i.Id == id, i => i.State = state);

    public static async Task ChangeAsync(this TestApp app, Expression<Func<Identity, bool>> which, Action<Identity> change)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        change(await db.Identities.SingleAsync(which));
        await db.SaveChangesAsync();
    }

    /// <summary>Somebody whose record an identity provider owns.</summary>
    public static async Task<Guid> SyncedAsync(this TestApp app, TestAccount account)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var email = AccountSetup.Email("synced");
        var person = new Identity
        {
            Id = Guid.CreateVersion7(), AccountId = account.Id, FirstName = "Sy", LastName = "Nced", SortName = "", SearchText = "", Source = "Okta",
            Email = email, NormalizedEmail = email, UserName = email, NormalizedUserName = email, SecurityStamp = "stamp",
        };
        person.Refresh();
        db.Add(person);
        db.Add(new AppMembership { ApplicationId = account.Production.ApplicationId, IdentityId = person.Id, AccountId = account.Id, State = MembershipState.Active });
        await db.SaveChangesAsync();
        return person.Id;
    }

    public static async Task<GroupChoice> SyncedGroupAsync(this TestApp app, TestAccount account)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var name = $"Synced {Guid.NewGuid():N}";
        var group = new DirectoryGroup { AccountId = account.Id, Name = name, NormalizedName = DirectoryGroup.Normalize(name), Source = "Okta" };
        db.AddRange(group, GroupLineage.Self(group.Id));
        await db.SaveChangesAsync();
        return new GroupChoice(group.Id, name);
    }
}
