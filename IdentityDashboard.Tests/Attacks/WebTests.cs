using System.Net;
using IdentityDashboard.Features.Credentials;
using IdentityDashboard.Features.Invitations;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>Forms, cookies and return addresses of the pages before sign-in.</summary>
public sealed class WebTests
{
    private const string CookieName = "identity-dashboard=";
    private static readonly CancellationToken Ct = CancellationToken.None;

    [Theory]
    [InlineData("//evil.example"), InlineData("/\\evil.example"), InlineData("/%09/evil.example"), InlineData("/%0a/evil.example"), InlineData("/%5Cevil.example"), InlineData("javascript:alert(1)")]
    [InlineData("https://evil.example"), InlineData("data:text/html,x"), InlineData("%2F%2Fevil.example"), InlineData("/\t/evil.example"), InlineData(" //evil.example")]
    public async Task A56_The_pages_after_sign_in_lead_nowhere_else_either(string wanted)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var email = Given.Address();
        await app.MemberAsync(account, email, mustChange: true);
        using var visitor = new Visitor(app);
        var query = $"?returnUrl={Uri.EscapeDataString(wanted)}";

        var signedIn = await visitor.SignInAsync(account, email, Given.Password, query);
        var changed = await visitor.FillAsync($"/change-password{query}", "change-password", ("password", "silver-bridge-8"), ("confirm", "silver-bridge-8"));
        var again = await visitor.OpenAsync($"/a/{account.Slug}/sign-in{query}");

        Assert.All([signedIn, changed, again], seen =>
        {
            Assert.NotNull(seen.Location);
            Assert.Equal(new Uri(app.Url).Authority, new Uri(new Uri(app.Url), seen.Location).Authority);
            Assert.DoesNotContain("evil", new Uri(new Uri(app.Url), seen.Location).AbsolutePath, StringComparison.Ordinal);
        });
    }

    [Theory, InlineData("accept"), InlineData("join"), InlineData("switch")]
    public async Task A58_No_form_of_an_invitation_works_without_its_token(string form)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var (_, path) = await app.InvitationAsync(account, new NewInvitation(email));
        using var visitor = new Visitor(app);
        await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);

        var refused = await visitor.SendAsync(path, form, token: null, ("first_name", "Pat"), ("last_name", "Lee"), ("password", Given.Password), ("confirm", Given.Password));
        var forged = await visitor.SendAsync(path, form, token: "CfDJ8made-up", ("first_name", "Pat"), ("last_name", "Lee"), ("password", Given.Password), ("confirm", Given.Password));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (refused.Status, forged.Status));
        Assert.Null(await app.FindAsync(account, email));
        Assert.True(await visitor.IsInAsync());
    }

    [Fact]
    public async Task A58_No_reset_and_no_end_of_sessions_without_their_token()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        var email = Given.Address();
        var person = await app.MemberAsync(account, email);
        var link = new Uri((await app.Service<RecoveryService>().CreateLinkAsync(account.Admin, person.Id, Ct)).Value).AbsolutePath;
        using var visitor = new Visitor(app);
        using var elsewhere = new Visitor(app);
        await visitor.SignInAsync(account, email, Given.Password);
        await elsewhere.SignInAsync(account, email, Given.Password);

        var reset = await visitor.SendAsync(link, "reset-password", token: null, ("password", "silver-bridge-8"), ("confirm", "silver-bridge-8"));
        var ended = await visitor.SendAsync("/account/sign-out-everywhere", "", token: null);

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (reset.Status, ended.Status));
        Assert.True(await visitor.IsInAsync() && await elsewhere.IsInAsync());
        using var again = new Visitor(app);
        Assert.Equal("/", (await again.SignInAsync(account, email, Given.Password)).Location);
    }

    [Theory]
    [InlineData("https://evil.example"), InlineData("http://127.0.0.1:1"), InlineData("http://127.0.0.1.evil.example"), InlineData("null"), InlineData("file://"), InlineData("evil")]
    public async Task A58_No_page_of_a_foreign_origin_gets_a_socket(string origin)
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var cookie = await CookieAsync(app, await app.AccountAsync());

        Assert.Equal(HttpStatusCode.Forbidden, await RawCircuit.StatusAsync(app, cookie, origin));
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await RawCircuit.StatusAsync(app, cookie, app.Url));
        Assert.Equal(HttpStatusCode.Unauthorized, await RawCircuit.StatusAsync(app, cookie: null, app.Url));
    }

    [Fact]
    public async Task A60_Of_a_thousand_altered_cookies_none_is_accepted()
    {
        await using var app = await TestApp.StartAsync();
        var cookie = await CookieAsync(app, await app.AccountAsync());
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(app.Url) };
        var random = new Random(60);
        var accepted = new List<string>();

        for (var i = 0; i < 1000; i++)
        {
            var altered = Altered(cookie, random, i);
            if (await StatusAsync(client, altered) == HttpStatusCode.OK) accepted.Add(altered);
        }

        Assert.Empty(accepted);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, cookie));
    }

    internal static async Task<string> CookieAsync(TestApp app, TestAccount account)
    {
        using var visitor = new Visitor(app);
        var signedIn = await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);
        return signedIn.Response.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith(CookieName, StringComparison.Ordinal)).Split(';')[0];
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/account");
        request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var response = await client.SendAsync(request, Ct);
        return response.StatusCode;
    }

    /// <summary>One character of the value changed, left out, doubled or swapped; never the last one, whose spare bits mean nothing.</summary>
    private static string Altered(string cookie, Random random, int way)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var at = random.Next(CookieName.Length, cookie.Length - 2);
        string altered;
        do
        {
            altered = (way % 4) switch
            {
                0 => cookie[..at] + Alphabet[random.Next(Alphabet.Length)] + cookie[(at + 1)..],
                1 => cookie.Remove(at, random.Next(1, cookie.Length - at)),
                2 => cookie.Insert(at, Alphabet[random.Next(Alphabet.Length)].ToString()),
                _ => cookie[..at] + cookie[at + 1] + cookie[at] + cookie[(at + 2)..],
            };
            at = random.Next(CookieName.Length, cookie.Length - 2);
        }
        while (altered == cookie);
        return altered;
    }
}
