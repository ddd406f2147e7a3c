using System.Net;
using System.Text;
using System.Text.Json;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Platform;
using IdentityDashboard.Platform.Csv;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Audit;

public sealed class AuditExportTests
{
    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U25_The_file_has_what_the_filters_leave_in_the_order_of_the_page_and_is_recorded(Database database)
    {
        var (app, account, visitor) = await StartAsync(database);
        using var _ = visitor;
        var target = Guid.NewGuid();
        await RecordAsync(app, account, AuditExport.Batch * 2 + 7, n => (n % 7 == 0 ? AuditActions.UserSuspended : AuditActions.UserUpdated, target, $"Person {n}"));

        var all = await LinesAsync(visitor, $"/audit/export?format=ndjson&target={target}");
        var suspended = await LinesAsync(visitor, $"/audit/export?format=ndjson&action=user.suspended&target={target}&when=today");

        Assert.Equal(AuditExport.Batch * 2 + 7, all.Count);
        var sequences = all.ConvertAll(e => e.GetProperty("sequence").GetInt64());
        Assert.Equal(sequences.OrderDescending(), sequences);
        Assert.Equal((AuditExport.Batch * 2 + 13) / 7, suspended.Count);
        Assert.All(suspended, e => Assert.Equal("user.suspended", e.GetProperty("action").GetString()));
        Assert.Equal(["id", "sequence", "at", "action", "actor", "target", "changes", "ip"], all[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["kind", "id", "name"], all[0].GetProperty("actor").EnumerateObject().Select(p => p.Name));
        Assert.Equal("new", all[0].GetProperty("changes").GetProperty("note").GetProperty("new").GetString());

        var recorded = (await app.AuditAsync(account, AuditActions.AuditExported)).ConvertAll(AuditRow.From);
        Assert.Equal([$"{all.Count}", $"{suspended.Count}"], recorded.Select(r => r.New("entries")));
        Assert.Equal("user.suspended", recorded[1].New("filter_action"));
        Assert.Equal(account.Admin.Id, recorded[0].ActorId);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A54_U63_Cells_that_begin_like_formulas_are_neutralised(Database database)
    {
        var (app, account, visitor) = await StartAsync(database);
        using var _ = visitor;
        var target = Guid.NewGuid();
        string[] names = ["=1+1", "+1", "-1", "@SUM(A1)", "\tTab", "a,\"b\"\nc", "Zoë"];
        await RecordAsync(app, account, names.Length, n => (AuditActions.UserUpdated, target, names[n]));

        using var response = await visitor.Client.GetAsync($"/audit/export?format=csv&target={target}");
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var text = Encoding.UTF8.GetString(bytes);

        Assert.Equal(Encoding.UTF8.GetPreamble(), bytes[..3]);
        Assert.StartsWith("attachment; filename=\"audit-", response.Content.Headers.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.StartsWith("id,sequence,at,action,actor_kind,actor_id,actor_name,target_kind,target_id,target_name,changes,ip\r\n", text[1..], StringComparison.Ordinal);
        foreach (var cell in new[] { ",'=1+1,", ",'+1,", ",'-1,", ",'@SUM(A1),", ",'\tTab,", ",\"a,\"\"b\"\"\nc\",", ",Zoë," }) Assert.Contains(cell, text, StringComparison.Ordinal);
    }

    [Theory, InlineData("=a"), InlineData("+a"), InlineData("-a"), InlineData("@a"), InlineData("\ta"), InlineData("\ra"), InlineData("\na"), InlineData("\0a")]
    public void A54_Every_dangerous_beginning_gets_an_apostrophe(string text) => Assert.Equal($"'{text}", SafeCell.Of(text));

    [Theory, InlineData(null, ""), InlineData("", ""), InlineData("a=b", "a=b"), InlineData("'x", "'x"), InlineData("{\"a\":1}", "{\"a\":1}")]
    public void Other_cells_stay_as_they_are(string? text, string cell) => Assert.Equal(cell, SafeCell.Of(text));

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A33_Without_the_right_there_is_no_file_and_no_entry(Database database)
    {
        var (app, account, admin) = await StartAsync(database);
        admin.Dispose();
        var email = Given.Address();
        await app.MemberAsync(account, email);
        using var visitor = new Visitor(app);

        Assert.Equal(HttpStatusCode.Redirect, (await visitor.OpenAsync("/audit/export")).Status);
        await visitor.SignInAsync(account, email, Given.Password);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.OpenAsync("/audit/export?format=csv")).Status);
        Assert.Empty(await app.AuditAsync(account, AuditActions.AuditExported));
    }

    [Fact]
    public async Task What_cannot_be_read_exports_nothing()
    {
        var (_, _, visitor) = await StartAsync(Database.Sqlite);
        using var __ = visitor;

        foreach (var query in new[] { "format=xml", "actor=nora", "target=1", "from=yesterday", "to=2026-13-01", "when=always", "kind=things" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await visitor.OpenAsync($"/audit/export?{query}")).Status);
        }
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A11_Links_stand_neither_in_the_record_nor_in_its_search_nor_in_the_file(Database database)
    {
        var (app, account, visitor) = await StartAsync(database);
        using var _ = visitor;
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(Given.Address()));
        var person = await app.MemberAsync(account, Given.Address());
        var reset = await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, CancellationToken.None);
        string[] tokens = [path.Split('/')[^1], reset.Value.Split('/')[^1]];

        var file = await visitor.Client.GetStringAsync("/audit/export?format=ndjson");
        foreach (var token in tokens)
        {
            Assert.True(token.Length > 20);
            Assert.Empty((await app.Service<AuditQueries>().ListAsync(account.Admin, new AuditListQuery(token), CancellationToken.None)).Value.Items);
            Assert.DoesNotContain(token, file, StringComparison.OrdinalIgnoreCase);
        }

        await visitor.Client.GetStringAsync($"/audit/export?q={tokens[0]}");
        Assert.Empty((await app.Service<AuditQueries>().ListAsync(account.Admin, new AuditListQuery(tokens[0]), CancellationToken.None)).Value.Items);
    }

    private static async Task<(TestApp App, TestAccount Account, Visitor Visitor)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        var visitor = new Visitor(app);
        await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        return (app, account, visitor);
    }

    private static async Task<List<JsonElement>> LinesAsync(Visitor visitor, string path)
    {
        var text = await visitor.Client.GetStringAsync(path);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static async Task RecordAsync(TestApp app, TestAccount account, int count, Func<int, (string Action, Guid Target, string Name)> entry)
    {
        await using var db = await app.Dbs.CreateDbContextAsync();
        for (var n = 0; n < count; n++)
        {
            var (action, target, name) = entry(n);
            app.Service<AuditLog>().Add(db, account.Admin, action, new AuditTarget(AuditTarget.User, target, name), new Changes().Set("note", null, "new"));
        }

        await db.SaveChangesAsync();
    }
}
