using System.Net;
using System.Text.RegularExpressions;
using IdentityDashboard.Benchmarks.DemoData;

namespace IdentityDashboard.Benchmarks.Circuits;

/// <summary>The product with a few thousand people on SQLite, and an administrator signed in.</summary>
internal sealed partial class DashboardApp(ChildApp child, DirectoryInfo data, string password) : IAsyncDisposable
{
    public const string Page = "/access/identities";
    private const int RowsOfAPage = 50;

    public ChildApp Child => child;

    public string Password => password;

    public Uri PageUrl => new(child.Url, Page);

    public static async Task<DashboardApp> StartAsync(int people)
    {
        var data = Directory.CreateTempSubdirectory("identity-bench-");
        var choice = DatabaseChoice.SqliteFile(Path.Combine(data.FullName, "identity-dashboard.db"));
        string password;
        await using (var product = await ProductHost.OpenAsync(choice))
        {
            password = (await DemoDataCommand.SetUpAsync(product, wanted: null))!;
            await DemoDataCommand.FillAsync(product, people, seed: 1, audit: false, _ => { });
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return new DashboardApp(await RunAsync(choice, new Dictionary<string, string>(StringComparer.Ordinal)), data, password);
    }

    /// <summary>The product over a database that is there already.</summary>
    /// <param name="settings">Environment variables besides those that name the database.</param>
    public static Task<ChildApp> RunAsync(DatabaseChoice choice, IReadOnlyDictionary<string, string> settings)
    {
        var folder = Path.GetDirectoryName(typeof(DashboardApp).Assembly.Location)!;
        var project = Path.GetFullPath(Path.Combine(folder, "..", "..", "..", "..", "IdentityDashboard"));
        var dll = Path.Combine(project, "bin", new DirectoryInfo(folder).Parent!.Name, "net10.0", "IdentityDashboard.dll");
        var all = new Dictionary<string, string>(settings, StringComparer.Ordinal)
        {
            ["Database__Provider"] = choice.Provider, ["ConnectionStrings__Dashboard"] = choice.Connection, ["Mail__Mode"] = "devbox",
        };
        return ChildApp.StartAsync(dll, project, all);
    }

    /// <summary>Over HTTP, as the forms are sent: the address, then the password.</summary>
    public async Task<(HttpClient Http, CookieContainer Cookies)> SignInAsync()
    {
        var (http, cookies) = child.Client();
        var first = await http.GetStringAsync(new Uri("/sign-in", UriKind.Relative));
        var second = await PostAsync(http, first, ("email", DemoDataCommand.AdministratorEmail));
        var landed = await PostAsync(http, second, ("email", DemoDataCommand.AdministratorEmail), ("password", password));
        if (landed.Contains("name=\"password\"", StringComparison.Ordinal)) throw new InvalidOperationException("Signing in failed.");
        return (http, cookies);
    }

    /// <summary>Fifty people's addresses have come.</summary>
    public static bool HasRows(string texts) => Addresses().Matches(texts).Select(m => m.Value).Distinct(StringComparer.Ordinal).Take(RowsOfAPage).Count() == RowsOfAPage;

    public async ValueTask DisposeAsync()
    {
        await child.DisposeAsync();
        data.Delete(recursive: true);
    }

    private static async Task<string> PostAsync(HttpClient http, string page, params (string Name, string Value)[] fields)
    {
        var hidden = HiddenFields().Matches(page).Select(m => (m.Groups["name"].Value, WebUtility.HtmlDecode(m.Groups["value"].Value)));
        using var form = new FormUrlEncodedContent(hidden.Concat(fields).Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
        using var answer = await http.PostAsync(new Uri("/sign-in", UriKind.Relative), form);
        return await answer.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex HiddenFields();

    [GeneratedRegex("[a-z0-9.-]+@[a-z-]+[.]example", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Addresses();
}
