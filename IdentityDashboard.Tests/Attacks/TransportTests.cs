using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>Where people come by TLS, cookies and browsers are held to it (ASVS 3.3.1, 3.4.1).</summary>
public sealed class TransportTests
{
    [Fact]
    public async Task With_an_https_address_every_cookie_is_secure_the_sessions_bound_to_the_host_and_the_browser_told_to_stay()
    {
        await using var app = await TestApp.StartAsync(settings: new Dictionary<string, string?>(StringComparer.Ordinal) { ["PublicUrl"] = "https://identity.halden.example" });
        var account = await app.AccountAsync();
        using var visitor = new Visitor(app);
        var page = await visitor.OpenAsync($"/a/{account.Slug}/sign-in");
        var antiforgery = page.Response.Headers.GetValues("Set-Cookie").Single();
        // The test comes without TLS, as from behind a proxy that ends it: the cookie is given by hand.
        visitor.Client.DefaultRequestHeaders.Add("Cookie", antiforgery.Split(';')[0]);

        var entered = await visitor.SendAsync($"/a/{account.Slug}/sign-in", "sign-in", Visitor.Token(page), ("email", account.AdminEmail), ("password", TestAccount.Password));
        string[] cookies = [antiforgery, .. entered.Response.Headers.GetValues("Set-Cookie")];

        Assert.Contains(cookies, cookie => cookie.StartsWith("__Host-identity-dashboard=", StringComparison.Ordinal));
        Assert.All(cookies, cookie => Assert.Contains("; secure; samesite=", cookie, StringComparison.Ordinal));
        Assert.All(cookies, cookie => Assert.EndsWith("; httponly", cookie, StringComparison.Ordinal));
        Assert.Equal("max-age=31536000; includeSubDomains", page.Response.Headers.GetValues("Strict-Transport-Security").Single());
    }

    [Fact]
    public async Task Without_it_nothing_of_that_is_promised()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        var account = await app.AccountAsync();
        using var visitor = new Visitor(app);

        var entered = await visitor.SignInAsync(account, account.AdminEmail, TestAccount.Password);

        Assert.False(entered.Response.Headers.Contains("Strict-Transport-Security"));
        Assert.Contains(entered.Response.Headers.GetValues("Set-Cookie"), c => c.StartsWith("identity-dashboard=", StringComparison.Ordinal));
    }
}
