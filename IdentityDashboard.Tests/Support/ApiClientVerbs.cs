using System.Net.Http.Json;
using System.Text;

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

    private static HttpRequestMessage With(HttpRequestMessage request, string? ifMatch)
    {
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return request;
    }

    private static Uri Full(string path) => new($"/api/v1/{path}", UriKind.Relative);
}
