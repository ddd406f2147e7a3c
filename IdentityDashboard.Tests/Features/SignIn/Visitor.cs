using System.Net;
using System.Text.RegularExpressions;
using IdentityDashboard.Features.Mail;
using IdentityDashboard.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace IdentityDashboard.Tests.Features.SignIn;

/// <summary>A page as it came, after redirects were <em>not</em> followed.</summary>
internal sealed record Seen(HttpStatusCode Status, string Html, string? Location, HttpResponseMessage Response)
{
    /// <summary>What reads the same for everybody: without tokens and encrypted state, which differ each time.</summary>
    public string Stable => Regex.Replace(Html, """(?<=name="__RequestVerificationToken" value=")[^"]+|<!--Blazor[^>]+-->|(?<=nonce=")[^"]+""", "…");

    public bool Says(string text) => WebUtility.HtmlDecode(Html).Contains(text, StringComparison.Ordinal);
}

/// <summary>Somebody with a browser of their own: keeps cookies, opens pages, fills forms in.</summary>
internal sealed class Visitor(TestApp app) : IDisposable
{
    private readonly HttpClient client = app.Client();

    public HttpClient Client => client;

    public void Dispose() => client.Dispose();

    public async Task<Seen> OpenAsync(string path) => await ReadAsync(await client.GetAsync(path));

    /// <summary>Opens the page and sends its form, with the token the page carries.</summary>
    public async Task<Seen> FillAsync(string path, string form, params (string Name, string Value)[] fields)
    {
        var page = await OpenAsync(path);
        return await SendAsync(path, form, Token(page), fields);
    }

    public async Task<Seen> SendAsync(string path, string form, string? token, params (string Name, string Value)[] fields)
    {
        List<KeyValuePair<string, string>> all = [new("_handler", form), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))];
        if (token is not null) all.Add(new("__RequestVerificationToken", token));
        using var content = new FormUrlEncodedContent(all);
        return await ReadAsync(await client.PostAsync(path, content));
    }

    public static string Token(Seen page) => Regex.Match(page.Html, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

    public Task<Seen> SignInAsync(TestAccount account, string email, string password, string query = "") =>
        FillAsync($"/a/{account.Slug}/sign-in{query}", "sign-in", ("email", email), ("password", password));

    /// <summary>Whether pages for signed-in people open.</summary>
    public async Task<bool> IsInAsync() => (await OpenAsync("/account")).Status == HttpStatusCode.OK;

    /// <summary>The text of the newest mail to an address, once delivered to the mailbox inside the app.</summary>
    public static async Task<string?> MailAsync(TestApp app, string recipient, TimeSpan? atMost = null)
    {
        var until = DateTime.UtcNow + (atMost ?? TimeSpan.FromSeconds(20));
        while (true)
        {
            await using var db = await app.Dbs.CreateDbContextAsync();
            var mail = await db.DevboxMail.Where(m => m.Recipient == recipient).OrderByDescending(m => m.At).FirstOrDefaultAsync();
            if (mail is not null) return app.Service<MailBodies>().Unprotect(mail.ProtectedBody).Text;
            if (DateTime.UtcNow > until) return null;
            await Task.Delay(50);
        }
    }

    public static string Link(string mail) => Regex.Match(mail, @"https?://\S+").Value;

    private static async Task<Seen> ReadAsync(HttpResponseMessage response) =>
        new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.OriginalString, response);
}
