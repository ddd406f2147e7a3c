using System.Text.Json.Serialization;
using IdentityDashboard.Platform.Errors;
using Microsoft.AspNetCore.WebUtilities;

namespace IdentityDashboard.Platform.Api;

/// <summary>A refusal as RFC 9457 has it, with a stable code and sentences per field.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Reference">Of a failure: what to look for in the log.</param>
public sealed record ApiProblem(
    string Type, string Title, int Status, string Detail, string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reference = null)
{
    public const string ContentType = "application/problem+json";

    public static ApiProblem Of(Error error, string? reference = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        return new("about:blank", ReasonPhrases.GetReasonPhrase(error.Status), error.Status, error.Message, error.Code, error.Fields, reference);
    }
}

/// <summary>Writes a refusal.</summary>
internal sealed class ProblemResult(Error error, string? reference = null) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = error.Status;
        return httpContext.Response.WriteAsJsonAsync(ApiProblem.Of(error, reference), ApiJson.Options, ApiProblem.ContentType, httpContext.RequestAborted);
    }
}
