using System.Reflection;
using System.Text.Json;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.Http.Metadata;

namespace IdentityDashboard.Platform.Api;

/// <summary>Thrown while a call is bound, where nothing can be returned; the door answers with the refusal.</summary>
internal sealed class ApiRefusalException(Error error) : Exception(error.Message)
{
    public Error Error { get; } = error;
}

/// <summary>A JSON body, read strictly: what isn't known, stands twice or has another type is refused by name.</summary>
internal sealed record ApiBody<T>(T Value) : IEndpointParameterMetadataProvider
    where T : class
{
    public static async ValueTask<ApiBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!context.Request.HasJsonContentType()) throw new ApiRefusalException(context.Request.ContentLength is null or 0 ? ApiErrors.BodyMissing : ApiErrors.NotJson);
        try
        {
            return new ApiBody<T>(await JsonSerializer.DeserializeAsync<T>(context.Request.Body, ApiJson.Options, context.RequestAborted) ?? throw new ApiRefusalException(ApiErrors.BodyMissing));
        }
        catch (JsonException e)
        {
            throw new ApiRefusalException(Refusal(e));
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) => builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    /// <summary>The reader says only by its sentence what was wrong: <see cref="ApiJson"/>'s tests hold these three.</summary>
    internal static Error Refusal(JsonException e)
    {
        var path = e.Path?.TrimStart('$').TrimStart('.') ?? "";
        if (e.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)) return ApiErrors.UnknownField(path);
        if (e.Message.Contains("Duplicate property", StringComparison.Ordinal)) return ApiErrors.Duplicate(path);
        return path.Length > 0 && (e.Message.Contains("could not be converted", StringComparison.Ordinal) || e.Message.StartsWith("A time is", StringComparison.Ordinal)) ? ApiErrors.WrongType(path) : ApiErrors.Malformed;
    }
}
