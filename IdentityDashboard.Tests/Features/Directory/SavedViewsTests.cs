using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Directory;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Directory;

public sealed class SavedViewsTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U18_A_view_is_kept_shared_renamed_and_deleted_by_who_made_it(Database database)
    {
        var (app, account, views) = await StartAsync(database);
        var hugo = await app.ActorAsync(account, [Permissions.IdentityRead]);

        var made = await views.CreateAsync(account.Admin, "users", new SavedViewDraft("  Never   in ", "seen=never", "mfa,seen", IsShared: false), CancellationToken.None);
        Assert.Equal(("Never in", true), (made.Value.Name, made.Value.IsOwn));
        Assert.Empty(await views.ListAsync(hugo, "users", CancellationToken.None));
        Assert.Empty(await app.AuditAsync(made.Value.Id));

        var shared = await views.UpdateAsync(account.Admin, made.Value.Id, new SavedViewDraft("Never in", "seen=never&mfa=no", null, IsShared: true), CancellationToken.None);
        var theirs = Assert.Single(await views.ListAsync(hugo, "users", CancellationToken.None));
        Assert.Equal(("Never in", "seen=never&mfa=no", false, "Nora Lindqvist"), (theirs.Name, theirs.Query, theirs.IsOwn, theirs.Owner));
        Assert.True((await views.GetAsync(hugo, shared.Value.Id, CancellationToken.None)).Succeeded);
        Assert.Equal([AuditActions.ViewShared], (await app.AuditAsync(made.Value.Id)).Select(e => e.Action));
        Assert.Empty(await views.ListAsync(account.Admin, "groups", CancellationToken.None));

        Assert.True((await views.DeleteAsync(account.Admin, made.Value.Id, CancellationToken.None)).Succeeded);
        Assert.Empty(await views.ListAsync(account.Admin, "users", CancellationToken.None));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_Views_of_others_can_be_neither_changed_nor_read_unless_shared(Database database)
    {
        var (app, account, views) = await StartAsync(database);
        var other = await app.AccountAsync("Northpeak");
        var hugo = await app.ActorAsync(account, [Permissions.IdentityRead]);
        var own = (await views.CreateAsync(account.Admin, "users", new SavedViewDraft("Own", "", null, false), CancellationToken.None)).Value;
        var shared = (await views.CreateAsync(account.Admin, "users", new SavedViewDraft("Shared", "", null, true), CancellationToken.None)).Value;
        var tenant = (await views.CreateAsync(account.Admin, "tenant-users", new SavedViewDraft("All", "", null, true), CancellationToken.None)).Value;
        var draft = new SavedViewDraft("Mine now", "", null, true);

        foreach (var actor in new[] { hugo, other.Admin })
        {
            Assert.Equal("not_found", (await views.GetAsync(actor, own.Id, CancellationToken.None)).Error?.Code);
            Assert.Equal("not_found", (await views.UpdateAsync(actor, shared.Id, draft, CancellationToken.None)).Error?.Code);
            Assert.Equal("not_found", (await views.DeleteAsync(actor, shared.Id, CancellationToken.None)).Error?.Code);
            Assert.Equal("not_found", (await views.GetAsync(actor, tenant.Id, CancellationToken.None)).Error?.Code);
        }

        Assert.Equal("not_found", (await views.GetAsync(other.Admin, shared.Id, CancellationToken.None)).Error?.Code);
        var nobody = (await app.PersonAsync(account)).As(account);
        Assert.Equal("forbidden", (await views.CreateAsync(nobody, "users", draft, CancellationToken.None)).Error?.Code);
        Assert.Equal("forbidden", (await views.CreateAsync(hugo, "tenant-users", draft, CancellationToken.None)).Error?.Code);
        Assert.Empty(await views.ListAsync(nobody, "users", CancellationToken.None));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A_name_is_given_once_and_names_and_number_have_limits(Database database)
    {
        var (_, account, views) = await StartAsync(database);
        Assert.Equal("name", (await CreateAsync(" ")).Error?.Fields?.Keys.Single());
        Assert.Equal("name", (await CreateAsync(new string('x', 61))).Error?.Fields?.Keys.Single());
        for (var n = 0; n < SavedViews.MostPerList; n++) Assert.True((await CreateAsync($"View {n}")).Succeeded);

        Assert.Equal("too_many_views", (await CreateAsync("One more")).Error?.Code);
        var groups = await views.CreateAsync(account.Admin, "groups", new SavedViewDraft("View 1", "", null, false), CancellationToken.None);
        Assert.True(groups.Succeeded);
        Assert.Equal("view_exists", (await views.CreateAsync(account.Admin, "groups", new SavedViewDraft("View 1", "", null, false), CancellationToken.None)).Error?.Code);
        Assert.Equal("view_too_long", (await views.CreateAsync(account.Admin, "groups", new SavedViewDraft("Long", new string('x', 2001), null, false), CancellationToken.None)).Error?.Code);

        Task<IdentityDashboard.Platform.Errors.Result<SavedViewRow>> CreateAsync(string name) =>
            views.CreateAsync(account.Admin, "users", new SavedViewDraft(name, "", null, false), CancellationToken.None);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U17_U23_Columns_and_row_height_follow_the_administrator(Database database)
    {
        var (app, account, _) = await StartAsync(database);
        var preferences = app.Service<ListPreferences>();
        Assert.Equal(new ListPreference(), await preferences.GetAsync(account.Admin, CancellationToken.None));

        await preferences.SetColumnsAsync(account.Admin, groups: false, "seen,status", CancellationToken.None);
        await preferences.SetColumnsAsync(account.Admin, groups: true, "", CancellationToken.None);
        await preferences.SetCompactAsync(account.Admin, true, CancellationToken.None);

        Assert.Equal(new ListPreference("seen,status", "", IsCompact: true), await preferences.GetAsync(account.Admin, CancellationToken.None));
        var other = (await app.PersonAsync(account)).As(account);
        Assert.Equal(new ListPreference(), await preferences.GetAsync(other, CancellationToken.None));
    }

    private static async Task<(TestApp App, TestAccount Account, SavedViews Views)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync(), app.Service<SavedViews>());
    }
}
