using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace IdentityDashboard.Tests.Support;

/// <summary>Calls that change and remove, with the version the caller read.</summary>
internal static class ApiClientVerbs
{
    public const string MergePatch = "application/merge-patch+json";

    /// <param name="body">JSON as it stands, so that null and what is left out differ.</param>
    public static Task<ApiReply> PatchAsync(this ApiClient client, string path, string body, string? ifMatch = null, string contentType = MergePatch) =>
        client.SendAsync(With(new HttpRequestMessage(HttpMethod.Patch, Full(path)) { Content = new StringContent(body, Encoding.UTF8, contentType) }, ifMatch));

    public static Task<ApiReply> PatchAsync(this ApiClient client, string path, object body, string? ifMatch = null) =>
        client.SendAsync(With(new HttpRequestMessage(HttpMethod.Patch, Full(path)) { Content = JsonContent.Create(body) }, ifMatch));

    public static Task<ApiReply> DeleteAsync(this ApiClient client, string path, string? ifMatch = null) =>
        client.SendAsync(With(new HttpRequestMessage(HttpMethod.Delete, Full(path)), ifMatch));

    /// <summary>The same key, at another instance.</summary>
    public static ApiClient At(this ApiClient client, TestApp instance)
    {
        var http = instance.Client();
        http.DefaultRequestHeaders.Add("X-API-Key", client.Http.DefaultRequestHeaders.GetValues("X-API-Key"));
        return new ApiClient(http);
    }

    /// <summary>A POST as it goes over the wire.</summary>
    public static string Raw(this ApiClient client, string path, object body, string idempotencyKey)
    {
        var json = JsonSerializer.Serialize(body);
        return $"POST /api/v1/{path} HTTP/1.1\r\nHost: {client.Http.BaseAddress!.Authority}\r\nX-API-Key: {client.Http.DefaultRequestHeaders.GetValues("X-API-Key").Single()}\r\n"
            + $"Idempotency-Key: {idempotencyKey}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";
    }

    /// <summary>Begins a call whose body doesn't come; it ends when this is disposed.</summary>
    public static async Task<TcpClient> HangAsync(this ApiClient client)
    {
        var wire = new TcpClient();
        await wire.ConnectAsync(client.Http.BaseAddress!.Host, client.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        var whole = client.Raw("identities", new { email = "pat@halden.example" }, Guid.NewGuid().ToString());
        await wire.GetStream().WriteAsync(Encoding.ASCII.GetBytes(whole[..^5]), TestContext.Current.CancellationToken);
        return wire;
    }

    private static HttpRequestMessage With(HttpRequestMessage request, string? ifMatch)
    {
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return request;
    }

    private static Uri Full(string path) => new($"/api/v1/{path}", UriKind.Relative);
}
