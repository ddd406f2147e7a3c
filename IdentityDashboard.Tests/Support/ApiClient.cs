using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using IdentityDashboard.Features.Access;
using IdentityDashboard.Features.ApiKeys;
using IdentityDashboard.Platform;

namespace IdentityDashboard.Tests.Support;

/// <summary>A program that calls the REST API with a key.</summary>
internal sealed class ApiClient(HttpClient http) : IDisposable
{
    public HttpClient Http => http;

    /// <summary>With a new key of a role at a node; Admin at Production's root unless given.</summary>
    public static async Task<ApiClient> WithKeyAsync(TestApp app, TestAccount account, Guid? role = null, Guid? node = null, WorkspaceChoice? environment = null)
    {
        var place = environment ?? account.Production;
        var secret = $"idk_{Guid.NewGuid():N}{Guid.NewGuid():N}";
        await using (var db = await app.Dbs.CreateDbContextAsync())
        {
            var grant = await app.Service<AccessQueries>().NameAsync(db, account.Id, role ?? await app.RoleNamedAsync(place, BuiltInRoles.Admin), node ?? place.RootNodeId, CancellationToken.None);
            app.Service<ApiKeyWriter>().Add(db, account.Admin, "HR sync", secret, grant!);
            await db.SaveChangesAsync();
        }

        var http = app.Client();
        http.DefaultRequestHeaders.Add("X-API-Key", secret);
        return new ApiClient(http);
    }

    public Task<ApiReply> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, Full(path)));

    public Task<ApiReply> PostAsync(string path, object? body, string? idempotencyKey = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Full(path)) { Content = body is null ? null : JsonContent.Create(body) };
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        return SendAsync(request);
    }

    public Task<ApiReply> PostTextAsync(string path, string body, string contentType = "application/json") =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, Full(path)) { Content = new StringContent(body, Encoding.UTF8, contentType) });

    public async Task<ApiReply> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            return new ApiReply((int)response.StatusCode, text, headers);
        }
    }

    public void Dispose() => http.Dispose();

    private static Uri Full(string path) => new(path.StartsWith('/') ? path : $"/api/v1/{path}", UriKind.Relative);
}

/// <summary>An answer of the REST API.</summary>
internal sealed record ApiReply(int Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? Code => Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public JsonElement this[string name] => Json.GetProperty(name);

    /// <summary>The fields a refusal names.</summary>
    public IEnumerable<string> Fields => Json.GetProperty("errors").EnumerateObject().Select(e => e.Name);

    /// <summary>Every refusal is a problem with a code, and says nothing of what is inside (A60).</summary>
    public ApiReply Refused(int status, string code)
    {
        Assert.True(Status == status && Code == code, $"Expected {status} {code}, got {Status}: {Text}");
        Assert.Equal("application/problem+json", Headers["Content-Type"].Split(';')[0]);
        Assert.Equal(status, this["status"].GetInt32());
        Assert.NotEmpty(this["title"].GetString()!);
        Assert.NotEmpty(this["detail"].GetString()!);
        Assert.DoesNotContain("   at ", Text, StringComparison.Ordinal);
        Assert.DoesNotContain("SELECT", Text, StringComparison.Ordinal);
        return this;
    }
}
