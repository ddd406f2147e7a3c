using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Identities;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Errors;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.SignIn;

/// <summary>People and invitations the tests of these pages begin with.</summary>
internal static class Given
{
    public const string Password = "copper-kettle-41";

    public static string Address(string name = "pat") => $"{name}.{Guid.NewGuid():N}@example.com";

    public static async Task<CreatedIdentity> MemberAsync(this TestApp app, TestAccount account, string email, string? password = Password, bool mustChange = false)
    {
        var person = new NewIdentity(email, "Pat", "Lee") { Password = password, MustChangePassword = mustChange };
        var created = await app.Service<IdentityService>().CreateAsync(account.Admin, CreateScope.Directory(account.Development.ApplicationId), person, CancellationToken.None);
        return created.Value;
    }

    /// <summary>An invitation whose link is copied; answers the path of the link.</summary>
    public static async Task<(Guid Id, string Path)> InvitationAsync(this TestApp app, TestAccount account, NewInvitation invitation)
    {
        var sent = await app.Service<InvitationService>().InviteAsync(account.Admin, account.Development.EnvironmentId, invitation with { SendEmail = false }, CancellationToken.None);
        return (sent.Value.Id, new Uri(sent.Value.AcceptUrl!).AbsolutePath);
    }

    /// <summary>A recovery link for a day, as it is handed over.</summary>
    public static async Task<Result<string>> CreateLinkAsync(this RecoveryService recovery, Actor actor, Guid identityId, CancellationToken ct)
    {
        var made = await recovery.HandOverAsync(actor, identityId, RecoveryLink.AdministratorLifetime, ct);
        return made.Succeeded ? made.Value.Url : made.Error!;
    }

    /// <summary>Every counter of the account begins so much earlier.</summary>
    public static async Task AgeCountersAsync(this TestApp app, TestAccount account, TimeSpan by)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var earlier = DateTimeOffset.UtcNow - by;
        await db.SignInCounters.Where(c => c.AccountId == account.Id).ExecuteUpdateAsync(s => s.SetProperty(c => c.Since, earlier));
    }

    /// <summary>The role at the root of Development, given by the account's administrator.</summary>
    public static async Task GrantAsync(this TestApp app, TestAccount account, CreatedIdentity person, Guid roleId)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        var grant = await app.Service<AccessQueries>().NameAsync(db, account.Id, roleId, account.Development.RootNodeId, CancellationToken.None);
        app.Service<AssignmentWriter>().Add(db, account.Admin, grant!, person.Id, person.FullName);
        await db.SaveChangesAsync();
    }

    public static Task<Seen> AcceptAsync(this Visitor visitor, string path, string password = Password) => visitor.FillAsync(path, "accept",
        ("first_name", "Pat"), ("last_name", "Lee"), ("password", password), ("confirm", password));

    public static async Task<Identity?> FindAsync(this TestApp app, TestAccount account, string email)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.Identities.AsNoTracking().FirstOrDefaultAsync(i => i.AccountId == account.Id && i.NormalizedEmail == email.ToLowerInvariant() && i.State != PrincipalState.Deleted);
    }

    public static async Task<List<AuditEntry>> AuditAsync(this TestApp app, TestAccount account, string action)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        return await db.AuditEntries.AsNoTracking().Where(e => e.AccountId == account.Id && e.Action == action).OrderBy(e => e.Sequence).ToListAsync();
    }
}
