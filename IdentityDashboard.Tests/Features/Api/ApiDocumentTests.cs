using System.Text.Json;
using IdentityDashboard.Tests.Support;

namespace IdentityDashboard.Tests.Features.Api;

/// <summary>The OpenAPI document: open to all, whole, and true of the calls it describes (S59).</summary>
public sealed class ApiDocumentTests
{
    [Fact]
    public async Task S59_The_document_is_read_without_a_key_and_describes_every_call()
    {
        var document = await DocumentAsync();

        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("X-API-Key", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("ApiKey").GetProperty("name").GetString());
        var calls = ApiCall.Of(document);
        Assert.All(calls, c => Assert.StartsWith("/api/v1/", c.Path, StringComparison.Ordinal));
        Assert.Equal(calls.Count, calls.Select(c => c.Name).Distinct().Count());
        foreach (var call in calls)
        {
            Assert.True(call.Operation.GetProperty("responses").EnumerateObject().Any(r => r.Name[0] == '2'), $"{call.Name} says of no success.");
            foreach (var status in new[] { "400", "401", "403", "404", "429" })
            {
                Assert.True(call.Operation.GetProperty("responses").GetProperty(status).GetProperty("content").TryGetProperty("application/problem+json", out _), $"{call.Name} says nothing of {status}.");
            }
        }
    }

    [Fact]
    public async Task Every_body_has_an_example_that_its_call_understands()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var client = await ApiClient.WithKeyAsync(app, await app.AccountAsync());
        foreach (var call in ApiCall.Of(await DocumentAsync()).Where(c => c.Body is not null))
        {
            var content = call.Body!.Value.GetProperty("content").EnumerateObject().First();
            Assert.True(content.Value.TryGetProperty("example", out var example), $"{call.Name} has no example.");

            using var request = new HttpRequestMessage(new HttpMethod(call.Method), call.PathWith(Guid.CreateVersion7()))
            {
                Content = new StringContent(example.ValueKind == JsonValueKind.String ? example.GetString()! : example.GetRawText(), System.Text.Encoding.UTF8, content.Name),
            };
            var reply = await client.SendAsync(request);
            // Ids that nobody has are 404 or 422 by name: understood, and about the id alone.
            Assert.True(reply.Status is >= 200 and < 300 or 404 || reply.Status == 422 && reply.Fields.All(f => f.Contains("id", StringComparison.Ordinal)), $"{call.Name}: {reply.Status} {reply.Text}");
        }
    }

    private static async Task<JsonElement> DocumentAsync()
    {
        var app = await TestApp.SharedAsync(Database.Sqlite);
        using var client = new ApiClient(app.Client());
        var reply = await client.GetAsync("/openapi/v1.json");
        Assert.Equal(200, reply.Status);
        return reply.Json;
    }
}
