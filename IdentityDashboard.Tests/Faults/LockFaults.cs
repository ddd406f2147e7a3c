using System.Globalization;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Tests.Browser;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace IdentityDashboard.Tests.Faults;

/// <summary>Another program holds the database while many write: they wait, and when that takes too long they hear so (R12).</summary>
public sealed class LockFaults
{
    private const int Writers = 64;
    private static readonly Dictionary<string, string?> ManyAtOnce = new(StringComparer.OrdinalIgnoreCase) { ["Api:CallsAtOnce"] = "100" };
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R12_Writers_wait_for_a_lock_while_others_read_and_go_on_when_it_is_gone(Database database)
    {
        await using var app = await TestApp.StartAsync(database, ManyAtOnce);
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);
        var held = await HeldLock.TakeAsync(app, database);

        // Half of them with a key, which is written down first.
        var calls = Enumerable.Range(0, Writers).Select(n => client.PostAsync("identities", Person(n), n % 2 == 0 ? KeyOf(n) : null)).ToList();
        var read = await client.GetAsync("identities?take=1");
        var early = calls.Count(c => c.IsCompleted);
        await held.DisposeAsync();
        var replies = await Task.WhenAll(calls);

        Assert.Equal((200, 0), (read.Status, early));
        Assert.All(replies, r => Assert.True(r.Status == 201, r.Text));
        await OnceEachAsync(app, account, replies);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task R12_Who_waited_too_long_is_told_to_come_again_and_is_then_done_once(Database database)
    {
        await using var app = await TestApp.StartAsync(database, ManyAtOnce);
        await using var hurried = app.Beside(ManyAtOnce, database == Database.Sqlite ? "Default Timeout=1" : "Command Timeout=1");
        var account = await app.AccountAsync();
        using var client = await ApiClient.WithKeyAsync(app, account);
        using var impatient = client.At(hurried);

        ApiReply[] refused;
        await using (await HeldLock.TakeAsync(app, database))
        {
            refused = await Task.WhenAll(Enumerable.Range(0, Writers).Select(n => impatient.PostAsync("identities", Person(n), KeyOf(n))));
        }

        var after = await app.QueryAsync(db => db.Identities.CountAsync(i => i.AccountId == account.Id && i.FirstName == "Wai", Ct));
        var replies = await Task.WhenAll(Enumerable.Range(0, Writers).Select(n => client.PostAsync("identities", Person(n), KeyOf(n))));

        Assert.All(refused, r => Assert.True(int.Parse(r.Refused(503, "database_unavailable").Headers["Retry-After"], CultureInfo.InvariantCulture) > 0));
        Assert.Equal(0, after);
        Assert.All(replies, r => Assert.True(r.Status == 201, r.Text));
        await OnceEachAsync(app, account, replies);
    }

    [Fact]
    public async Task R12_A_dialog_says_that_the_database_is_held_and_keeps_what_was_typed()
    {
        await using var app = await TestApp.StartAsync(connecting: "Default Timeout=1");
        await using var browser = await Support.Browser.NewPageAsync(app.Url, new PageOptions { Width = 1440, Height = 900 });
        await browser.DoAsync(async page =>
        {
            await page.SetUpAsync(app);
            await page.OpenIdentitiesAsync();
            await page.Button("Create Identity").ClickAsync();
            var dialog = page.OpenDialog("Create Identity");
            await dialog.Field("Email").FillAsync("pat.lee@halden.example");
            await dialog.Field("First name").FillAsync("Pat");
            await dialog.Field("Last name").FillAsync("Lee");

            await using (await HeldLock.TakeAsync(app, Database.Sqlite))
            {
                await dialog.Button("Create Identity").ClickAsync();
                await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("The database doesn’t answer.");
            }

            await Expect(dialog.Field("First name")).ToHaveValueAsync("Pat");
            await dialog.Button("Create Identity").ClickAsync();
            await Expect(dialog).ToBeHiddenAsync();
            await Expect(page.Link("Pat Lee")).ToBeVisibleAsync();
        });
        browser.AssertNoConsoleErrors();
    }

    private static object Person(int n) => new { email = $"writer{n}@halden.example", first_name = "Wai", last_name = "Ting" };

    private static string KeyOf(int n) => $"lock-{n}";

    private static async Task OnceEachAsync(TestApp app, TestAccount account, IReadOnlyList<ApiReply> replies)
    {
        var told = replies.Select(r => r["id"].GetGuid()).ToList();
        var here = await app.QueryAsync(db => db.Identities.Where(i => i.AccountId == account.Id && i.FirstName == "Wai").Select(i => i.Id).ToListAsync(Ct));
        var inAudit = await app.QueryAsync(db => db.AuditEntries.Where(e => e.AccountId == account.Id && e.Action == AuditActions.UserCreated && here.Contains(e.TargetId)).Select(e => e.TargetId).ToListAsync(Ct));
        Assert.Equal(told.Order(), here.Order());
        Assert.Equal(told.Order(), inAudit.Order());
    }
}
