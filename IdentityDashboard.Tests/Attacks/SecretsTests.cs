using System.Collections.Concurrent;
using System.Net;
using IdentityDashboard.Features.Settings;
using IdentityDashboard.Tests.Features.SignIn;
using IdentityDashboard.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace IdentityDashboard.Tests.Attacks;

/// <summary>A42: what the environment was given to keep never comes back out.</summary>
public sealed class SecretsTests
{
    private const string MailPassword = "odd-mail-secret-7f3a";
    private const string AdminPassword = "odd-admin-secret-91bd";
    private const string ApiKey = "odd-api-key-secret-c0ffee-0123456789abcdef";
    private const string Email = "nora@halden.example";
    private static readonly string[] Secrets = [MailPassword, AdminPassword, ApiKey];
    private static readonly string[] Pages =
        ["/", "/access/identities", "/access/identities?tab=groups", "/access/hierarchy", "/access/roles", "/access/flows", "/access/requests", "/access/api-keys", "/tenant/identities", "/tenant/applications", "/settings", "/audit", "/jobs", "/imports", "/account", "/my-access"];

    private static readonly CancellationToken Ct = CancellationToken.None;

    [Fact]
    public async Task A42_No_secret_of_the_environment_is_on_any_page_in_any_answer_in_the_audit_or_in_the_log()
    {
        var log = new Heard();
        await using var app = await TestApp.StartAsync(settings: Settings(), services: s => s.AddLogging(l => l.AddProvider(log).SetMinimumLevel(LogLevel.Trace).AddFilter<Heard>(null, LogLevel.Trace)));
        var said = new List<(string Where, string Text)>();
        using var owner = new Visitor(app);
        Assert.Equal("/", (await owner.FillAsync("/sign-in", "sign-in", ("email", Email), ("password", AdminPassword))).Location);
        using var program = app.Client();
        program.DefaultRequestHeaders.Add("X-API-Key", ApiKey);
        Assert.Equal(HttpStatusCode.OK, (await program.GetAsync("/api/v1/identities", Ct)).StatusCode);

        foreach (var path in Addresses(app))
        {
            said.Add((path, await ToldAsync(owner.Client, path)));
            said.Add(($"{path} with the key", await ToldAsync(program, path)));
        }

        said.AddRange(await PagesAsync(app));
        said.AddRange(await app.QueryAsync(db => db.AuditEntries.Select(e => new { e.Action, Text = e.Changes + e.TargetName + e.ActorName }).ToListAsync(Ct)) is { } entries ? entries.Select(e => ($"audit {e.Action}", e.Text)) : []);
        said.AddRange(log.Lines.Select(line => ("log", line)));

        Assert.Contains(said, s => s.Text.Contains("Set, never shown", StringComparison.Ordinal));
        Assert.Contains(said, s => s.Where == "/openapi/v1.json" && s.Text.Contains("CreateInvite", StringComparison.Ordinal));
        Assert.Empty(said.Where(s => Secrets.Any(secret => s.Text.Contains(secret, StringComparison.OrdinalIgnoreCase))).Select(s => s.Where).Distinct());
    }

    [Fact]
    public async Task A42_Owners_alone_read_what_the_environment_sets_and_secrets_only_as_set()
    {
        await using var app = await TestApp.StartAsync(settings: Settings());
        var account = await app.AccountAsync();
        var admin = await app.ActorAsync(account, [.. IdentityDashboard.Features.Access.Permissions.BuiltIn.Select(p => p.Key)]);
        var values = app.Service<EnvironmentValues>();

        var listed = (await values.ListAsync(account.Admin, Ct)).ToDictionary(v => v.Key, StringComparer.Ordinal);

        Assert.Empty(await values.ListAsync(admin, Ct));
        Assert.All(new[] { "Mail__Password", "Bootstrap__AdminPassword", "Bootstrap__ApiKey" }, key => Assert.Equal(("Set, never shown", true), (listed[key].Shown, listed[key].IsSet)));
        Assert.Equal(("smtp.halden.example", true), (listed["Mail__Host"].Shown, listed["Mail__Host"].IsSet));
        Assert.Equal(("587", false), (listed["Mail__Port"].Shown, listed["Mail__Port"].IsSet));
        Assert.StartsWith("Data Source=", listed["ConnectionStrings__Dashboard"].Shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db.example;Port=5433;Database=dashboard;Username=app;Password=hush;SSL Mode=Require", "Host=db.example; Port=5433; Database=dashboard; Username=app")]
    [InlineData("Server=db;User ID=app;Pwd='hu;sh'", "Server=db; User ID=app")]
    [InlineData("Data Source=data/x.db;Password=hush", "Data Source=data/x.db")]
    [InlineData("postgres://app:hush@db.example/dashboard", "Set, never shown")]
    [InlineData("Passfile=/run/hush;Options=hush", "Set, never shown")]
    public void A42_Of_a_connection_string_only_what_is_known_to_be_harmless_is_shown(string connection, string shown) => Assert.Equal(shown, EnvironmentValues.WithoutSecrets(connection));

    private static Dictionary<string, string?> Settings() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Mail:Mode"] = "smtp", ["Mail:Host"] = "smtp.halden.example", ["Mail:Username"] = "mailer", ["Mail:Password"] = MailPassword, ["Mail:From"] = "noreply@halden.example",
        ["Bootstrap:AccountName"] = "Halden Group", ["Bootstrap:AdminEmail"] = Email, ["Bootstrap:AdminPassword"] = AdminPassword, ["Bootstrap:ApiKey"] = ApiKey,
    };

    /// <summary>Every address that answers to GET; places for ids are filled with one that leads nowhere.</summary>
    private static IEnumerable<string> Addresses(TestApp app) => app.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>() is not { } methods || methods.HttpMethods.Contains("GET"))
        .Select(e => "/" + string.Join('/', e.RoutePattern.PathSegments.Select(s => s.Parts is [Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart only] ? only.Content : Guid.Empty.ToString())))
        .Where(p => !p.StartsWith("/_blazor", StringComparison.Ordinal) && !p.StartsWith("/_framework", StringComparison.Ordinal) && !p.StartsWith("/_content", StringComparison.Ordinal))
        .Append("/openapi/v1.json").Append("/health/ready").Distinct(StringComparer.Ordinal);

    private static async Task<string> ToldAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Ct);
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var body = type.StartsWith("image/", StringComparison.Ordinal) || type.StartsWith("font/", StringComparison.Ordinal) ? "" : await response.Content.ReadAsStringAsync(Ct);
        return $"{response.Headers} {body}";
    }

    private static async Task<List<(string Where, string Text)>> PagesAsync(TestApp app)
    {
        var said = new List<(string, string)>();
        await using var browser = await Support.Browser.NewPageAsync(app.Url);
        await browser.DoAsync(async page =>
        {
            await Browser.Steps.SignInAsync(page, Email, AdminPassword);
            await page.GetByRole(AriaRole.Heading, new() { Name = "Overview" }).WaitForAsync();
            foreach (var path in Pages)
            {
                await page.GotoAsync(path);
                await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).First.WaitForAsync();
                await page.Locator("[aria-busy=true]").First.WaitForAsync(new() { State = WaitForSelectorState.Detached });
                said.Add((path, await page.ContentAsync()));
            }
        });
        return said;
    }

    private sealed class Heard : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
