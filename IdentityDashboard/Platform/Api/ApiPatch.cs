using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace IdentityDashboard.Platform.Api;

/// <summary>
/// A merge-patch (RFC 7396), read as strictly as <see cref="ApiBody{T}"/>: what isn't named stays, null takes away.
/// Plain JSON is taken for one too.
/// </summary>
/// <param name="Named">The fields that were sent, also those with null.</param>
internal sealed record ApiPatch<T>(T Value, IReadOnlySet<string> Named) : IEndpointParameterMetadataProvider
    where T : class
{
    private static readonly string[] ContentTypes = ["application/merge-patch+json", "application/json"];

    public static async ValueTask<ApiPatch<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        using var sent = (await ApiBody<JsonDocument>.BindAsync(context, parameter))!.Value;
        try
        {
            var value = sent.Deserialize<T>(ApiJson.Options) ?? throw new ApiRefusalException(ApiErrors.BodyMissing);
            return new ApiPatch<T>(value, sent.RootElement.EnumerateObject().Select(p => p.Name).ToHashSet(StringComparer.Ordinal));
        }
        catch (JsonException e)
        {
            throw new ApiRefusalException(ApiBody<T>.Refusal(e));
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new AcceptsMetadata(ContentTypes, typeof(T)));
}
