using System.Diagnostics;
using System.Text.RegularExpressions;

namespace IdentityDashboard.Benchmarks.SignIn;

/// <summary>Browsers that sign people in over HTTP with the form of the sign-in page, each as soon as the one before is in.</summary>
internal sealed class SignInLoad(Uri address, IReadOnlyList<string> emails, string password) : IDisposable
{
    private readonly HttpClient client = new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };
    private int next = -1;
    private string token = "";
    private string cookie = "";

    public void Dispose() => client.Dispose();

    /// <summary>A visitor's form: its token and cookie serve every sign-in, since nobody keeps the session they get.</summary>
    public async Task OpenAsync()
    {
        using var page = (await client.GetAsync(new Uri("/sign-in", UriKind.Relative))).EnsureSuccessStatusCode();
        token = Regex.Match(await page.Content.ReadAsStringAsync(), "name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["token"].Value;
        cookie = string.Join("; ", page.Headers.GetValues("Set-Cookie").Select(c => c.Split(';')[0]));
    }

    /// <returns>Sign-ins in a second.</returns>
    public async Task<double> RateAsync(int browsers, TimeSpan time)
    {
        var (start, done) = (Stopwatch.GetTimestamp(), 0);
        await Task.WhenAll(Enumerable.Range(0, browsers).Select(async _ =>
        {
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                await SignInAsync();
                Interlocked.Increment(ref done);
            }
        }));
        return done / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private async Task SignInAsync()
    {
        var email = emails[Interlocked.Increment(ref next) % emails.Count];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in")
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["_handler"] = "sign-in", ["__RequestVerificationToken"] = token, ["email"] = email, ["password"] = password,
            }),
        };
        request.Headers.Add("Cookie", cookie);
        using var answer = await client.SendAsync(request);
        if (answer.Headers.Location?.OriginalString != "/") throw new InvalidOperationException($"{email} isn't in: {(int)answer.StatusCode} {answer.Headers.Location}.");
    }
}
