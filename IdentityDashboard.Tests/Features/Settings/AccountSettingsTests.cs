using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.Settings;

public sealed class AccountSettingsTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_Owner_renames_the_organisation_and_the_audit_has_old_and_new(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();

        var result = await app.Service<AccountSettings>().RenameAsync(account.Admin, "  Halden \r\n AB ", Ct);
        var saved = await app.QueryAsync(db => db.Accounts.SingleAsync(a => a.Id == account.Id));

        Assert.True(result.Succeeded);
        Assert.Equal(("Halden AB", account.Slug), (saved.Name, saved.Slug));
        var entry = Assert.Single(await app.AuditAsync(account.Id), e => e.Action == AuditActions.AccountRenamed);
        Assert.Equal("""{"name":["Halden Group","Halden AB"]}""", entry.Changes);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task An_unfit_name_or_nobody_s_right_changes_nothing(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var admin = await app.ActorAsync(account, [.. Permissions.BuiltIn.Select(p => p.Key)]);
        var settings = app.Service<AccountSettings>();

        Assert.NotNull((await settings.RenameAsync(account.Admin, " \t", Ct)).Error?.For("account_name"));
        Assert.NotNull((await settings.RenameAsync(account.Admin, new string('a', 121), Ct)).Error?.For("account_name"));
        Assert.Equal("forbidden", (await settings.RenameAsync(admin, "Mine", Ct)).Error?.Code);
        Assert.True((await settings.RenameAsync(account.Admin, "Halden Group", Ct)).Succeeded);
        Assert.Equal("Halden Group", await app.QueryAsync(db => db.Accounts.Where(a => a.Id == account.Id).Select(a => a.Name).SingleAsync()));
        Assert.DoesNotContain(await app.AuditAsync(account.Id), e => e.Action == AuditActions.AccountRenamed);
    }
}
