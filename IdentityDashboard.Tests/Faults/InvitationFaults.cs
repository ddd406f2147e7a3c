using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Faults;

/// <summary>An invitation, its audit entry and its mail are there together, or none of them, wherever sending it breaks off (R3).</summary>
public sealed class InvitationFaults
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    public static TheoryData<Database, int> OneAndMany() => new MatrixTheoryData<Database, int>([Database.Sqlite, Database.Postgres], [1, 5]);

    [Theory, MemberData(nameof(OneAndMany))]
    public async Task R3_Broken_off_before_the_commit_nothing_is_there_and_the_next_try_does_it(Database database, int many)
    {
        var failpoint = new CommitFailpoint(db => db.ChangeTracker.Entries<Invitation>().Any());
        await using var app = await TestApp.StartAsync(database, services: failpoint.AddTo);
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);

        failpoint.At = Break.BeforeCommit;
        var broken = await InviteAsync(client, many);
        var (invited, told, mailed) = await ThereAsync(app, account);
        failpoint.At = Break.Never;
        var again = await InviteAsync(client, many);

        broken.Refused(503, "database_unavailable");
        Assert.Equal((0, 0, 0), (invited.Count, told.Count, mailed.Count));
        Assert.True(again.Status is 200 or 201, again.Text);
        await AllTogetherAsync(app, account, many);
    }

    [Theory, MemberData(nameof(OneAndMany))]
    public async Task R3_Broken_off_after_the_commit_all_is_there_and_the_next_try_adds_nothing(Database database, int many)
    {
        var failpoint = new CommitFailpoint(db => db.ChangeTracker.Entries<Invitation>().Any());
        await using var app = await TestApp.StartAsync(database, services: failpoint.AddTo);
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);

        failpoint.At = Break.AfterCommit;
        var broken = await InviteAsync(client, many);
        await AllTogetherAsync(app, account, many);
        failpoint.At = Break.Never;
        var again = await InviteAsync(client, many);

        broken.Refused(503, "database_unavailable");
        Assert.Contains(InvitationErrors.AlreadyInvited.Code, again.Text, StringComparison.Ordinal);
        await AllTogetherAsync(app, account, many);
    }

    /// <summary>With the same Idempotency-Key each time, as a program does that was told to come again.</summary>
    private static Task<ApiReply> InviteAsync(ApiClient client, int many)
    {
        var invites = Enumerable.Range(0, many).Select(n => new { email = $"pat{n}@halden.example", send_email = true }).ToArray();
        return many == 1 ? client.PostAsync("identity-invites", invites[0], "invite") : client.PostAsync("identity-invites/bulk-create", new { invites }, "invite");
    }

    private static async Task AllTogetherAsync(TestApp app, TestAccount account, int many)
    {
        var (invited, told, mailed) = await ThereAsync(app, account);
        Assert.Equal(many, invited.Distinct().Count());
        Assert.Equal(invited, told);
        Assert.Equal(invited, mailed);
    }

    /// <summary>Invitations, those the audit tells of, and those a mail is about: their ids.</summary>
    private static async Task<(List<Guid> Invited, List<Guid> Told, List<Guid> Mailed)> ThereAsync(TestApp app, TestAccount account)
    {
        await using var db = await app.Dbs.CreateDbContextAsync(Ct);
        var invited = await db.Invitations.Where(i => i.AccountId == account.Id).Select(i => i.Id).ToListAsync(Ct);
        var told = await db.AuditEntries.Where(e => e.AccountId == account.Id && e.Action == AuditActions.UserInvited).Select(e => e.TargetId).ToListAsync(Ct);
        var mailed = await db.MailOutbox.Where(m => m.AccountId == account.Id && m.RelatedId != null).Select(m => m.RelatedId!.Value).ToListAsync(Ct);
        return ([.. invited.Order()], [.. told.Order()], [.. mailed.Order()]);
    }
}
