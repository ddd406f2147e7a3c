using System.Net;
using System.Text.Json;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.Audit;
using IdentityDashboard.Features.Directory;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Directory;

/// <summary>The export as a browser asks for it: a signed-in form post.</summary>
public sealed class PeopleExportTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U25_The_file_has_the_filters_the_order_and_the_columns_of_the_list(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.SeedPeopleAsync(account, 60);
        await app.Service<ListPreferences>().SetColumnsAsync(account.Admin, groups: false, "status,seen", Ct);

        var lines = await CsvAsync(app, account, "q=okafor&status=suspended&sort=email");

        Assert.Equal("id,name,email,status,last_seen", lines[0]);
        var expected = Enumerable.Range(0, 60).Where(n => n % 6 < 2 && n % 4 == 1).Select(n => $"p{n}@halden.example").Order(StringComparer.Ordinal);
        Assert.Equal(expected, lines.Skip(1).Select(l => l.Split(',')[2]));
        Assert.All(lines.Skip(1), l => Assert.Equal("suspended", l.Split(',')[3]));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U25_More_than_one_batch_leaves_whole_as_CSV_and_as_NDJSON(Database database)
    {
        var (app, account) = await StartAsync(database);
        var people = await app.SeedPeopleAsync(account, 1_100);

        var csv = await CsvAsync(app, account, "");
        var ndjson = await PostAsync(app, account, ("query", "cols=status,role,groups"), ("format", "ndjson"));

        var there = people.Where(p => p.State != PrincipalState.Deleted).Select(p => p.Id.ToString()).Append(account.Admin.Id.ToString()).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(there, csv.Skip(1).Select(l => l.Split(',')[0]).Order(StringComparer.Ordinal));
        var rows = (await ndjson.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Equal(there, rows.Select(r => r.GetProperty("id").GetString()!).Order(StringComparer.Ordinal));
        var nora = rows.Single(r => r.GetProperty("id").GetString() == account.Admin.Id.ToString());
        Assert.Contains(nora.GetProperty("roles").EnumerateArray(), r => r.GetString()!.StartsWith(BuiltInRoles.Admin, StringComparison.Ordinal));
        var recorded = (await app.Service<AuditQueries>().ListAsync(account.Admin, new AuditListQuery(Take: 1), Ct)).Value.Items[0];
        Assert.Equal((AuditActions.UsersExported, "ndjson", $"{there.Count}"), (recorded.Action, recorded.New("format"), recorded.New("people")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A54_U63_Cells_that_spreadsheets_would_run_leave_as_text(Database database)
    {
        var (app, account) = await StartAsync(database);
        foreach (var (first, n) in new[] { "=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "=cmd|x" }.Select((first, n) => (first, n))) await app.AddPersonAsync(account, first, "Lee", $"f{n}@halden.example");

        var cells = (await CsvAsync(app, account, "q=halden.example")).Skip(1).Select(l => l.Split(',')[1].Trim('"')).ToList();

        Assert.Equal(5, cells.Count(c => c.StartsWith('\'')));
        Assert.DoesNotContain(cells, c => c[0] is '=' or '+' or '-' or '@');
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Only_the_ticked_leave_when_some_are_ticked(Database database)
    {
        var (app, account) = await StartAsync(database);
        var people = (await app.SeedPeopleAsync(account, 10)).Where(p => p.State == PrincipalState.Active).Take(2).Select(p => p.Id.ToString()).ToList();

        var answer = await PostAsync(app, account, ("query", ""), ("format", "csv"), ("ids", string.Join(',', people)));

        var lines = (await answer.Content.ReadAsStringAsync(Ct)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(people.Order(StringComparer.Ordinal), lines.Skip(1).Select(l => l.Split(',')[0]).Order(StringComparer.Ordinal));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task U25_Groups_leave_with_their_filters_and_columns_too(Database database)
    {
        var (app, account) = await StartAsync(database);
        await app.AddGroupsAsync(account, ["Retail leads", "=Retail sum", "Finance readers"]);

        var answer = await PostAsync(app, account, ("query", "tab=groups&q=retail&cols=members,source"), ("format", "csv"));
        var json = await PostAsync(app, account, ("query", "tab=groups"), ("format", "ndjson"));

        Assert.StartsWith("attachment; filename=\"groups-", answer.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        var lines = (await answer.Content.ReadAsStringAsync(Ct)).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("id,name,members,source", lines[0]);
        Assert.Equal(["'=Retail sum,0,Local", "Retail leads,0,Local"], lines.Skip(1).Select(l => l[(l.IndexOf(',', StringComparison.Ordinal) + 1)..].Replace("\"", "", StringComparison.Ordinal)));
        Assert.Equal(3, (await json.Content.ReadAsStringAsync(Ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var recorded = (await app.Service<AuditQueries>().ListAsync(account.Admin, new AuditListQuery(Take: 10), Ct)).Value.Items.Where(r => r.Action == AuditActions.GroupsExported);
        Assert.Equal(["3", "2"], recorded.Select(r => r.New("groups")));
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task A37_A58_No_file_without_a_session_a_token_or_the_right(Database database)
    {
        var (app, account) = await StartAsync(database);
        var other = await app.AccountAsync("Northpeak");

        using var stranger = new Visitor(app);
        using var signedIn = new Visitor(app);
        await signedIn.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        using var content = Form(account, ("query", ""), ("format", "csv"));
        Assert.Equal(HttpStatusCode.Redirect, (await stranger.Client.PostAsync("/directory/export", content, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await signedIn.Client.PostAsync("/directory/export", content, Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(app, account, ("query", ""), ("format", "csv"), ("environment", other.Production.EnvironmentId.ToString()))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(app, account, ("query", ""), ("format", "xlsx"))).StatusCode);
    }

    private static async Task<(TestApp App, TestAccount Account)> StartAsync(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        return (app, await app.AccountAsync());
    }

    private static async Task<string[]> CsvAsync(TestApp app, TestAccount account, string query)
    {
        var answer = await PostAsync(app, account, ("query", query), ("format", "csv"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.StartsWith("attachment; filename=\"users-", answer.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        return (await answer.Content.ReadAsStringAsync(Ct)).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task<HttpResponseMessage> PostAsync(TestApp app, TestAccount account, params (string Name, string Value)[] fields)
    {
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        var token = Visitor.Token(await visitor.OpenAsync("/change-password"));
        using var content = Form(account, [.. fields, ("__RequestVerificationToken", token)]);
        return await visitor.Client.PostAsync("/directory/export", content, Ct);
    }

    private static FormUrlEncodedContent Form(TestAccount account, params (string Name, string Value)[] fields)
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal) { ["list"] = "access", ["environment"] = account.Production.EnvironmentId.ToString() };
        foreach (var (name, value) in fields) all[name] = value;
        return new FormUrlEncodedContent(all);
    }
}
