using IdentityDashboard.Platform.Errors;

namespace IdentityDashboard.Platform.Api;

/// <summary>From what services return to what goes over the wire.</summary>
internal static class ApiResults
{
    public static IResult ToHttp(this Error error) => new ProblemResult(error.ForPrograms());

    /// <summary>204, or the refusal.</summary>
    public static IResult ToHttp(this Result result) => result.Error is { } error ? error.ToHttp() : Results.NoContent();

    public static IResult ToHttp<T>(this Result<T> result, Func<T, IResult> answer) => result.Error is { } error ? error.ToHttp() : answer(result.Value);

    public static IResult Json<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, ApiJson.Options, statusCode: status);
}
