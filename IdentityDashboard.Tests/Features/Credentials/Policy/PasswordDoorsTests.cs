using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Import;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Features.Workspace;
using IdentityDashboard.Features.Workspace.FirstRun;
using IdentityDashboard.Platform;
using IdentityDashboard.Tests.Features.Identities;
using IdentityDashboard.Tests.Features.Import;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Credentials.Policy;

/// <summary>The account's policy stands at every door a password comes in by, in the same words.</summary>
public sealed class PasswordDoorsTests
{
    private const string Good = "Harbour-Lamp-27";

    public static TheoryData<string, string> Broken => new()
    {
        { "Lamp-4", "Use at least 12 characters; this has 6." },
        { "harbour-lamp-27", "Add an upper-case letter." },
        { "Harbour-Lamp-Post", "Add a digit." },
        { "HarbourLamp27", "Add a symbol." },
        { "Sunshine2026!", "This password is a common one with little changed, or a pattern; those are tried first. Choose another." },
        { "Halden-Group-1", "This password is mostly a name, the email address or the organisation. Choose another." },
    };

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S85_S98_The_API_names_the_rule_one_at_a_time_and_in_bulk(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await app.DecideStrictAsync(account);
        using var client = await ApiClient.WithKeyAsync(app, account);
        object Row(string password) => new { email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee", password };

        foreach (var (password, sentence) in Broken.Select(r => r.Data))
        {
            var refused = (await client.PostAsync("identities", Row(password))).Refused(422, "validation_failed");
            Assert.Equal(sentence, refused["errors"].GetProperty("password")[0].GetString());
        }

        var bulk = await client.PostAsync("identities/bulk-create", new { identities = Broken.Select(r => Row(r.Data.Item1)).Append(Row(Good)) });
        Assert.Equal(Broken.Select(r => r.Data.Item2), bulk["results"].EnumerateArray().SkipLast(1).Select(r => r.GetProperty("error").GetProperty("errors").GetProperty("password")[0].GetString()));
        Assert.Equal(1, bulk["summary"].GetProperty("succeeded").GetInt32());
        Assert.Equal(201, (await client.PostAsync("identities", Row(Good))).Status);
    }

    [Theory, MemberData(nameof(Broken))]
    public async Task S85_S98_Acceptance_reset_and_change_name_the_rule(string password, string sentence)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        await app.DecideStrictAsync(account);
        var (_, invitation) = await app.InvitationAsync(account, new NewInvitation(Given.Address("new")));
        var link = new Uri((await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, CancellationToken.None)).Value).AbsolutePath;
        using var newcomer = new Visitor(app);
        using var member = new Visitor(app);
        await member.SignInAsync(account, email, Given.Password);

        var accepted = await newcomer.AcceptAsync(invitation, password);
        var changed = await member.FillAsync("/change-password", "change-password", ("current_password", Given.Password), ("password", password), ("confirm", password));
        var reset = await member.FillAsync(link, "reset-password", ("password", password), ("confirm", password));

        Assert.All([accepted, changed, reset], page => Assert.True(page is { Location: null } && page.Says(sentence), page.Html));
        Assert.Equal("/", (await newcomer.AcceptAsync(invitation, Good)).Location);
        Assert.Equal("/", (await member.FillAsync(link, "reset-password", ("password", Good), ("confirm", Good))).Location);
    }

    [Theory, MemberData(nameof(Broken))]
    public async Task S85_S98_U42_U43_The_dialog_names_the_rule_and_generates_by_it(string password, string sentence)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        await app.DecideStrictAsync(account);
        await using var desk = await DialogDesk.SitDownAsync(Database.Sqlite, account);
        await desk.OpenAsync(DirectoryDialogNames.CreateIdentity);
        await desk.FillPersonAsync("anita@mail.example", "Anita", "Singh");
        await desk.FillAsync("Initial password", password);

        await desk.ClickAsync("Create Identity");
        var refusal = desk.ErrorOf("Initial password");
        await desk.ClickAsync("Generate");
        var met = desk.FindAll(".rules .done").Count;
        var generated = desk.ValueOf("Initial password");
        await desk.ClickAsync("Create Identity");

        Assert.Equal(sentence, refusal);
        Assert.Equal(7, met);
        Assert.Equal(generated, desk.ValueOf("Initial password"));
        Assert.Contains("can sign in with this password", desk.Text, StringComparison.Ordinal);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task S85_S98_A_file_of_people_is_told_the_rule_row_by_row(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var account = await app.AccountAsync();
        await app.DecideStrictAsync(account);
        var rows = Broken.Select((r, i) => $"p{i}@doors.example,Pat,Lee,{r.Data.Item1}\r\n");

        var view = await app.CheckAsync(account, $"email,first_name,last_name,password\r\n{string.Concat(rows)}good@doors.example,Pat,Lee,{Good}\r\n");

        Assert.Equal((1, Broken.Count), (view.Counts!.Create, view.Counts.Error));
        Assert.Equal(Broken.Select(r => r.Data.Item2), (await app.ProblemsAsync(account, view.Id)).OrderBy(p => p.Line).Select(p => p.Problems.Single().Sentence));
    }

    [Fact]
    public async Task S85_S98_A29_The_first_run_obeys_the_default_policy()
    {
        await using var app = await TestApp.StartAsync();
        var firstRun = app.Service<FirstRunService>();
        var token = await firstRun.TokenAsync(CancellationToken.None);
        NewAccount Wanted(string password) => new("Halden Group", "nora@mail.example", "Nora", "Lindqvist", password);

        var named = await firstRun.CreateAsync(token, Wanted("halden-group-1"), null, CancellationToken.None);
        var common = await firstRun.CreateAsync(token, Wanted("sunshine99"), null, CancellationToken.None);
        var good = await firstRun.CreateAsync(token, Wanted("quietriverstone"), null, CancellationToken.None);

        Assert.Contains("organisation", named.Error!.For("password"), StringComparison.Ordinal);
        Assert.Contains("common", common.Error!.For("password"), StringComparison.Ordinal);
        Assert.True(good.Succeeded);
    }

    [Theory, ClassData(typeof(BothDatabases))]
    public async Task Rules_of_one_account_are_not_those_of_another_and_passwords_from_before_still_sign_in(Database database)
    {
        var app = await TestApp.SharedAsync(database);
        var (strict, other) = (await app.AccountAsync(), await app.AccountAsync());
        var email = Given.Address();
        await app.MemberAsync(strict, email, "quietriverstone");
        await app.DecideStrictAsync(strict);
        using var client = await ApiClient.WithKeyAsync(app, other);
        using var visitor = new Visitor(app);

        var made = await client.PostAsync("identities", new { email = AccountSetup.Email(), first_name = "Pat", last_name = "Lee", password = "quietriverstone" });
        var signedIn = await visitor.SignInAsync(strict, email, "quietriverstone");

        Assert.Equal(201, made.Status);
        Assert.Equal("/", signedIn.Location);
    }
}
